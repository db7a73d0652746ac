"""``suixing exchange``: what is on its way between offices, how long it waits, what was refused."""

import argparse
import dataclasses
import json
from datetime import datetime
from typing import TYPE_CHECKING

from suixing.config.commands import exchange_export, exchange_reconcile
from suixing.config.commands.intake import BEIJING
from suixing.config.session import node_session
from suixing.kernel.errors import Sentence

if TYPE_CHECKING:
    from suixing.exchange.queries import Waiting

SHOWN = 20

LEAVING = Sentence(
    "待发出 {to_leave} 条（最久 {age}），其中 {behind} 条等候被拒的前一条；可撤回期内 {held_back} 条。",
    "{to_leave} to leave (the oldest waits {age}), {behind} of them behind one that was refused; {held_back} can still "
    "be taken back.",
)
ARRIVED = Sentence(
    "已到达待办理 {to_handle} 条（最久 {age}），其中 {tried_again} 条正在重试，{gaps} 条等候尚未到达的前一条。",
    "{to_handle} arrived and wait to be handled (the oldest {age}), {tried_again} of them being tried again, {gaps} "
    "waiting for one that has not arrived.",
)
REFUSED = Sentence("被拒并留存 {refused} 条。", "{refused} were refused and are kept.")


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``exchange`` and its verbs."""
    exchange = words.add_parser("exchange", help="机构间消息 messages between offices")
    verbs = exchange.add_subparsers(dest="verb", metavar="VERB", required=True)
    status = verbs.add_parser("status", help="待发、待办、被拒 what waits, and what was refused")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_status)
    exchange_export.add_verb(verbs)
    exchange_reconcile.add_verbs(verbs)


def _status(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.exchange.queries import waiting_counts  # noqa: PLC0415 - only after setup

        waiting = waiting_counts(datetime.now(BEIJING))
        if chosen.json:
            print(json.dumps(dataclasses.asdict(waiting), default=_plain))
        else:
            _say(waiting)
    return 0


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _say(waiting: "Waiting") -> None:
    counts = dataclasses.asdict(waiting)
    for sentence, seconds in ((LEAVING, waiting.oldest_to_leave), (ARRIVED, waiting.oldest_to_handle), (REFUSED, None)):
        said = sentence.format(age="0 s" if seconds is None else f"{seconds:.0f} s", **counts)
        print(f"{said.zh}\n  {said.en}")
    for one in waiting.stuck[:SHOWN]:
        print(f"  {one.at:%Y-%m-%d %H:%M}  {one.box}  {one.kind}  {one.reason}  {one.message}")
