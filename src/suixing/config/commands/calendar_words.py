"""``suixing calendar``: the working days of a year, a new year's notice, closures of a place."""

import argparse
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suixing.config.commands.intake import BEIJING, OFFICER
from suixing.config.commands.sealing import seal_journal
from suixing.config.session import node_session
from suixing.kernel.errors import Refusal, Sentence
from suixing.rules.calendar import WorkingCalendar

if TYPE_CHECKING:
    from suixing.clocks.actions import Loaded

REASONS = ("storm", "flood", "earthquake", "epidemic", "local_holiday", "power_failure", "other_order")
LARGEST_FILE = 1 << 20
NOT_A_DAY = Sentence(
    zh="“{text}”不是日期，应写作 2027-02-01；未作更改。",
    en='"{text}" is no date; write it as 2027-02-01. Nothing was changed.',
)
NO_SUCH_YEAR = Sentence(
    zh="工作日历没有 {year} 年；可查 {first} 至 {last} 年。",
    en="The calendar has no year {year}; it goes from {first} to {last}.",
)
NO_FILE = Sentence(
    zh="找不到文件 {path}、无权读取，或不是 UTF-8 文本；未作更改。",
    en="The file {path} is not there, may not be read, or is no UTF-8 text. Nothing was changed.",
)
PLACE_AND_REASON = Sentence(
    zh="登记停办须同时给出 --place 和 --reason，撤销须给出 --place；未作更改。",
    en="--add needs --place and --reason, --lift needs --place. Nothing was changed.",
)
LOADED = Sentence(
    zh="已生效（第 {edition} 版）：重新计算 {touched} 个时限，{moved} 个届满日有变。",
    en="In force (edition {edition}): {touched} clocks were counted anew, {moved} due dates moved.",
)
GOES_ON = Sentence(
    zh="其余时限被其他操作占用，由运行中的节点继续计算。",
    en="Others hold the rest; the running node goes on counting.",
)
PUBLISHED = Sentence(zh="{year} 年，已公布", en="{year}, published")
ESTIMATED = Sentence(zh="{year} 年，推算，未公布", en="{year}, an estimate, not published")
COUNTED = Sentence(zh="工作日 {days} 天", en="{days} working days")


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``calendar`` and its verbs."""
    calendar = words.add_parser("calendar", help="工作日历 the calendar of working days")
    verbs = calendar.add_subparsers(dest="verb", metavar="VERB", required=True)

    show = verbs.add_parser("show", help="一年的假日与调休 holidays and make-up working days of a year")
    show.add_argument("year", type=int, metavar="YEAR")
    show.add_argument(
        "--place", default="", metavar="CODE", help="行政区划代码，含当地停办 with the closures of a place"
    )
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=_show)

    load = verbs.add_parser("load", help="载入新一年的放假通知 put a year's notice in force")
    load.add_argument("file", type=Path, metavar="FILE")
    load.set_defaults(run=_load)

    closures = verbs.add_parser("closures", help="当地停办：列出、登记、撤销 closures: list, add, lift")
    chosen = closures.add_mutually_exclusive_group()
    chosen.add_argument("--add", metavar="DATE", help="登记停办 offices are closed on this day")
    chosen.add_argument("--lift", metavar="DATE", help="撤销停办 they are open after all")
    closures.add_argument("--place", default="", metavar="CODE", help="行政区划代码 code of the place")
    closures.add_argument("--reason", choices=REASONS, help="原因 why")
    closures.add_argument("--json", action="store_true")
    closures.set_defaults(run=_closures)


def _show(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.clocks.queries import calendar_for  # noqa: PLC0415 - only after setup

        calendar = calendar_for(chosen.place)
        if not calendar.first.year <= chosen.year < calendar.last.year:
            raise Refusal(NO_SUCH_YEAR.format(year=chosen.year, first=calendar.first.year, last=calendar.last.year - 1))
        days = list(_special_days(calendar, chosen.year))
        working = sum(1 for day in _year(chosen.year) if calendar.is_working(day))
        published = chosen.year <= calendar.published_until.year
        if chosen.json:
            print(json.dumps({
                "year": chosen.year, "published": published, "working_days": working, "version": calendar.version,
                "days": [{"on": day.isoformat(), "works": works, "zh": why.zh, "en": why.en}
                         for day, works, why in days],
            }, ensure_ascii=False))  # fmt: skip
            return 0
        print((PUBLISHED if published else ESTIMATED).format(year=chosen.year).both(), end="; ")
        print(COUNTED.format(days=working).both())
        for day, works, why in days:
            print(f"{day}  {'上班 works' if works else '放假 off  '}  {why.both()}")
    return 0


def _year(year: int) -> Iterator[date]:
    first = date(year, 1, 1).toordinal()
    return (date.fromordinal(number) for number in range(first, date(year + 1, 1, 1).toordinal()))


def _special_days(calendar: WorkingCalendar, year: int) -> Iterator[tuple[date, bool, Sentence]]:
    """Days that are not what their day of the week would make them, or are off for more than a weekend."""
    for day in _year(year):
        off, working = calendar.why_off(day), calendar.why_working(day)
        if working is not None:
            yield day, True, working
        elif off is not None and off.en != "weekend":
            yield day, False, off


def _load(chosen: argparse.Namespace) -> int:
    try:
        with chosen.file.open(encoding="utf-8-sig") as file:
            text = file.read(LARGEST_FILE)
    except (OSError, ValueError) as missing:
        raise Refusal(NO_FILE.format(path=chosen.file)) from missing
    with node_session():
        from suixing.clocks.actions import load_notice  # noqa: PLC0415 - only after setup

        now = datetime.now(BEIJING)
        _say(load_notice(text=text, by=OFFICER, now=now))
        seal_journal(now=now)
    return 0


def _closures(chosen: argparse.Namespace) -> int:
    if (chosen.add and not (chosen.place and chosen.reason)) or (chosen.lift and not chosen.place):
        raise Refusal(PLACE_AND_REASON)
    with node_session():
        from suixing.clocks.actions import add_closure, lift_closure  # noqa: PLC0415 - only after setup
        from suixing.clocks.queries import closures  # noqa: PLC0415

        now = datetime.now(BEIJING)
        if chosen.add:
            day = _day(chosen.add)
            _say(add_closure(place=chosen.place, day=day, reason=chosen.reason, by=OFFICER, now=now))
        elif chosen.lift:
            _say(lift_closure(place=chosen.place, day=_day(chosen.lift), by=OFFICER, now=now))
        if chosen.add or chosen.lift:
            seal_journal(now=now)
            return 0
        held: list[dict[str, Any]] = [
            {"on": one.day.isoformat(), "place": one.place, "reason": one.reason}
            for one in closures()
            if chosen.place.startswith(one.place) or one.place.startswith(chosen.place)
        ]
        for one in held:
            print(json.dumps(one) if chosen.json else f"{one['on']}  {one['place']}  {one['reason']}")
        if not chosen.json:
            print(f"{len(held)} 天 days")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Refusal(NOT_A_DAY.format(text=text[:40])) from wrong


def _say(loaded: "Loaded") -> None:
    print(LOADED.format(edition=loaded.edition, touched=loaded.touched, moved=loaded.moved).both())
    if not loaded.settled:
        print(GOES_ON.both())
