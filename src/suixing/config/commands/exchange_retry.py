"""``suixing exchange retry``: what is stuck is tried again, one or all; the running node does it within seconds."""

import argparse
from datetime import datetime
from uuid import UUID

from suixing.config.commands.intake import BEIJING
from suixing.config.session import node_session
from suixing.kernel.errors import Refusal, Sentence

CONSOLE = "console"
WHICH = Sentence(
    "请给出包裹的编号（UUID）、无法使用的一项的序号，或 --all；未作改动。",
    "Give the id of a parcel, the number of a dead one, or --all; nothing was changed.",
)
DONE = Sentence(
    "将重试：待发包裹 {parcels}，中转包裹 {transit}，重新处理 {dead}。运行中的节点在几秒内完成。",
    "To be tried again: {parcels} parcels to leave, {transit} in transit, {dead} dead ones. A running node does so "
    "within seconds.",
)


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``retry``."""
    retry = verbs.add_parser("retry", help="立即重试受阻的 try again what is stuck")
    retry.add_argument("which", metavar="ID", nargs="?", help="parcel, or number of a dead one")
    retry.add_argument("--all", action="store_true")
    retry.set_defaults(run=_retry)


def _retry(chosen: argparse.Namespace) -> int:
    which = None if chosen.which is None else _read(chosen.which)
    if (which is None) is not chosen.all:
        raise Refusal(WHICH)
    with node_session():
        print(DONE.format(**_tried(which, datetime.now(BEIJING))).both())
    return 0


def _read(text: str) -> UUID | int:
    try:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else UUID(text)
    except ValueError:
        raise Refusal(WHICH) from None


def _tried(which: UUID | int | None, now: datetime) -> dict[str, int]:
    from suixing.exchange import actions  # noqa: PLC0415 - only after setup
    from suixing.exchange.errors import SettledMeanwhile  # noqa: PLC0415

    none = {"parcels": 0, "transit": 0, "dead": 0}
    if which is None:
        return actions.retry_everything(office=None, by=CONSOLE, now=now)
    if isinstance(which, int):
        actions.retry_dead(number=which, office=None, by=CONSOLE, now=now)
        return {**none, "dead": 1}
    try:
        actions.retry_parcel(parcel=which, office=None, by=CONSOLE, now=now)
    except SettledMeanwhile:  # it may be one that arrived
        return {**none, "dead": actions.retry_dead_of_parcel(parcel=which, office=None, by=CONSOLE, now=now)}
    return {**none, "parcels": 1}
