"""``suixing agreement``: what two places agreed on (X6), for an operator who writes it down for an office."""

import argparse
from datetime import date, datetime

from suixing.config.commands.intake import BEIJING, OFFICER
from suixing.config.commands.sealing import seal_journal
from suixing.config.session import node_session
from suixing.kernel.errors import Refusal, Sentence
from suixing.rules.limits import Limit, read_limit

NO_DAY = Sentence("日期须写成 2026-11-23；未做任何改动。", "Write the day like 2026-11-23. Nothing was changed.")
NO_LIMIT = Sentence(
    "期限须写成 名称=期限，例如 --limit answer_verification='10 working days'，每个名称一次；未做任何改动。",
    "Write a limit as NAME=LIMIT, for example --limit answer_verification='10 working days', each name once. Nothing "
    "was changed.",
)


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``agreement`` and its verbs."""
    agreement = words.add_parser("agreement", help="两地之间的协议 agreements between two places: list, add, end")
    verbs = agreement.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, run, said in (
        ("list", _list, "适用于机构的协议 those that bind an office"),
        ("add", _add, "记录协议 write one down"),
        ("end", _end, "终止协议 end one"),
    ):
        verb = verbs.add_parser(name, help=said)
        verb.add_argument("--office", required=True, metavar="CODE", help="机构代码，协议的一方 one of the parties")
        verb.set_defaults(run=run)
        if name == "add":
            verb.add_argument("--with", dest="other", required=True, metavar="CODE", help="对方 the other party")
            verb.add_argument("--telephone", required=True, metavar="NUMBER", help="本方办公电话 the office's")
            verb.add_argument("--their-telephone", required=True, metavar="NUMBER", help="对方办公电话 the other's")
            verb.add_argument("--limit", action="append", default=[], dest="limits", metavar="NAME=LIMIT")
            verb.add_argument("--from", dest="valid_from", metavar="DAY", help="生效日，默认今天 today by default")
            verb.add_argument("--until", dest="valid_until", metavar="DAY", help="最后一天 the last day")
        if name == "end":
            verb.add_argument("code", metavar="AGREEMENT", help="协议编号 its code")
            verb.add_argument("--last-day", metavar="DAY", help="最后一天，默认今天 today by default")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(NO_DAY) from None


def _limits(written: list[str]) -> dict[str, Limit]:
    said = [text.partition("=") for text in written]
    if not all(name and sign for name, sign, _ in said) or len({name for name, *_ in said}) < len(said):
        raise Refusal(NO_LIMIT)
    return {name.strip(): read_limit(limit) for name, _, limit in said}


def _list(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.places.queries import agreements_of  # noqa: PLC0415 - only after setup

        for one in agreements_of(office=chosen.office):
            limits = ", ".join(f"{key} {limit}" for key, limit in one.limits)
            state = "  已结束 over" if one.is_over(datetime.now(BEIJING).date()) else ""
            print(
                f"{one.code}  {one.first_name} {one.first_telephone}  {one.second_name} {one.second_telephone}  "
                f"{one.valid_from}..{one.valid_until or ''}  {limits}{state}"
            )
    return 0


def _add(chosen: argparse.Namespace) -> int:
    limits, now = _limits(chosen.limits), datetime.now(BEIJING)
    valid_from = _day(chosen.valid_from) if chosen.valid_from else now.date()
    valid_until = _day(chosen.valid_until) if chosen.valid_until else None
    with node_session():
        from suixing.places.actions import agree  # noqa: PLC0415 - only after setup

        code = agree(
            first=chosen.office, second=chosen.other, first_telephone=chosen.telephone,
            second_telephone=chosen.their_telephone, limits=limits, valid_from=valid_from, valid_until=valid_until,
            office=chosen.office, by=OFFICER, now=now,
        )  # fmt: skip
        print(f"已记录 written down: {code}")
        seal_journal(now=now)
    return 0


def _end(chosen: argparse.Namespace) -> int:
    now = datetime.now(BEIJING)
    last_day = _day(chosen.last_day) if chosen.last_day else now.date()
    with node_session():
        from suixing.places.actions import end_agreement  # noqa: PLC0415 - only after setup
        from suixing.places.errors import NoSuchAgreement  # noqa: PLC0415
        from suixing.places.queries import agreement_of  # noqa: PLC0415

        held = agreement_of(office=chosen.office, code=chosen.code)
        if held is None:
            raise NoSuchAgreement
        end_agreement(
            code=chosen.code, last_day=last_day, seen=held.valid_until, office=chosen.office, by=OFFICER, now=now
        )
        print(f"已终止 ended: {chosen.code}")
        seal_journal(now=now)
    return 0
