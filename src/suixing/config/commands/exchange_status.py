"""``suixing exchange status``: what waits and for how long, nodes and how they keep up, what is dead or was refused."""

import argparse
import dataclasses
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from suixing.config.commands.intake import BEIJING
from suixing.config.session import node_session
from suixing.kernel.errors import Sentence

if TYPE_CHECKING:
    from suixing.exchange.queries import Dues, FileCounts, NodeSeen, Waiting

SHOWN = 20

LEAVING = Sentence(
    "待发出 {to_leave} 条（最久 {age}），其中 {behind} 条等候被拒的前一条；可撤回期内 {held_back} 条。",
    "{to_leave} to leave (the oldest waits {age}), {behind} of them behind one that was refused; {held_back} can still "
    "be taken back.",
)
AWAY = Sentence(
    "已发往其他节点、尚无回执 {unreceipted} 条（最久 {age}）。",
    "{unreceipted} left for other nodes and are not receipted yet (the oldest {age}).",
)
ARRIVED = Sentence(
    "已到达待办理 {to_handle} 条（最久 {age}），其中 {tried_again} 条正在重试，{gaps} 条等候尚未到达的前一条。",
    "{to_handle} arrived and wait to be handled (the oldest {age}), {tried_again} of them being tried again, {gaps} "
    "waiting for one that has not arrived.",
)
REFUSED = Sentence("被拒并留存 {refused} 条。", "{refused} were refused and are kept.")
FILES = Sentence(
    "随附文件：正在接收 {coming}，内容不符而重取 {spoiled} 次，未能接收 {refused}。",
    "Files that go along: {coming} on their way here, {spoiled} times thrown away for a wrong digest and asked for "
    "anew, {refused} that will not come.",
)
DUES = Sentence(
    "包裹：待发 {waiting}（受阻 {failing}），中转 {transit}，无法使用待处理 {dead}；节点名录第 {directory} 版。",
    "Parcels: {waiting} to leave ({failing} failing), {transit} in transit, {dead} dead; the directory of nodes is of "
    "version {directory}.",
)


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``status``."""
    status = verbs.add_parser("status", help="待发、待办、被拒、节点 what waits, what was refused, nodes")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_status)


def _status(chosen: argparse.Namespace) -> int:
    now = datetime.now(BEIJING)
    with node_session():
        from suixing.exchange import queries  # noqa: PLC0415 - only after setup

        waiting, dues, nodes = queries.waiting_counts(now), queries.dues(), queries.nodes()
        dead, files = queries.dead_ones(), queries.file_counts()
        if chosen.json:
            told = {**_told(waiting, dues, nodes, dead), "files": dataclasses.asdict(files)}
            print(json.dumps(told, default=_plain))
            return 0
        _say(waiting)
        _say_files(files)
        if not queries.stands_alone():
            _say_nodes(dues, nodes, now)
        for one in dead[:SHOWN]:
            print(f"  {one.at:%Y-%m-%d %H:%M}  dead {one.id}  {one.node or '?'}  {one.reason}  {one.parcel}")
    return 0


def _told(waiting: "Waiting", dues: "Dues", nodes: tuple[Any, ...], dead: tuple[Any, ...]) -> dict[str, object]:
    """What waits as ever, beside it what nodes brought."""
    return {
        **dataclasses.asdict(waiting), "parcels": dataclasses.asdict(dues.parcels),
        "transit": dataclasses.asdict(dues.transit), "dead": dues.dead, "oldest_dead": dues.oldest_dead,
        "signals": dues.signals, "directory": dues.directory, "nodes": [dataclasses.asdict(one) for one in nodes],
        "dead_ones": [dataclasses.asdict(one) for one in dead],
    }  # fmt: skip


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _say(waiting: "Waiting") -> None:
    counts = dataclasses.asdict(waiting)
    for sentence, seconds in (
        (LEAVING, waiting.oldest_to_leave), (AWAY, waiting.oldest_unreceipted), (ARRIVED, waiting.oldest_to_handle),
        (REFUSED, None),
    ):  # fmt: skip
        said = sentence.format(age="0 s" if seconds is None else f"{seconds:.0f} s", **counts)
        print(f"{said.zh}\n  {said.en}")
    for one in waiting.stuck[:SHOWN]:
        print(f"  {one.at:%Y-%m-%d %H:%M}  {one.box}  {one.kind}  {one.reason}  {one.message}")


def _say_files(files: "FileCounts") -> None:
    said = FILES.format(coming=files.coming, spoiled=files.spoiled, refused=files.refused)
    print(f"{said.zh}\n  {said.en}")


def _say_nodes(dues: "Dues", nodes: tuple["NodeSeen", ...], now: datetime) -> None:
    said = DUES.format(
        waiting=dues.parcels.waiting, failing=dues.parcels.failing, transit=dues.transit.waiting, dead=dues.dead,
        directory=dues.directory,
    )  # fmt: skip
    print(f"{said.zh}\n  {said.en}")
    for one in nodes:
        heard = "-" if one.heard_at is None else f"{(now - one.heard_at).total_seconds():.0f} s"
        skew = "" if one.skew is None else f"{one.skew:+.0f} s{' !' if one.clock_is_off else ''}"
        print(
            f"  {one.place}{'*' if one.own else ' '} {one.state:<8} heard {heard:>9}  leaving {one.leaving.waiting:>6}"
            f"  transit {one.passing.waiting:>6}  clock {skew:>9}  {one.software}"
        )
