"""``suixing exchange reconcile | statements``: compare with other nodes, and what was found."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from suixing.config.node.introducing import joined_session
from suixing.kernel.errors import Refusal, Sentence

if TYPE_CHECKING:
    from suixing.exchange.models import Statement

BEGUN = Sentence(
    "已开始与节点 {place} 核对；结果见 suixing exchange statements。",
    "Comparing with node {place} has begun; suixing exchange statements says what was found.",
)
NO_SUCH_NODE = Sentence(
    "没有参与交换的节点 {place}；未开始核对。", "There is no node {place} that takes part; nothing was begun."
)
EQUAL = Sentence("相同", "equal")
WAITING = Sentence("等候答复", "not answered yet")
DIFFERED = Sentence(
    "对方缺 {lacking_there}，本节点缺 {lacking_here}，证据 {evidence}，冲突 {conflicts}，已无内容 {lost}",
    "lacking there {lacking_there}, here {lacking_here}, evidence {evidence}, conflicts {conflicts}, lost {lost}",
)
SETTLED = Sentence("其后已补齐", "settled since")


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs about comparing."""
    reconcile = verbs.add_parser("reconcile", help="与其他节点核对 compare with other nodes")
    reconcile.add_argument("--node", default="", metavar="PLACE", help="只与这一节点 with this one alone")
    reconcile.set_defaults(run=lambda a: _reconcile(a.node))

    statements = verbs.add_parser("statements", help="核对结果 what comparing found")
    statements.add_argument("--json", action="store_true")
    statements.set_defaults(run=lambda a: _statements(as_json=a.json))


def _reconcile(node: str) -> int:
    with joined_session():
        from django.utils import timezone  # noqa: PLC0415 - only after setup

        from suixing.exchange.reconciling import begin, others  # noqa: PLC0415

        places = others()
        if node and node not in places:
            raise Refusal(NO_SUCH_NODE.format(place=node[:20]))
        for place in [node] if node else places:
            begin(place, now=timezone.now())
            said = BEGUN.format(place=place)
            print(f"{said.zh}\n{said.en}")
    return 0


def _statements(*, as_json: bool) -> int:
    with joined_session():
        from suixing.exchange.reconciling import statements  # noqa: PLC0415 - only after setup

        rows = statements()
    if as_json:
        print(json.dumps([told(row) for row in rows]))
        return 0
    for row in rows:
        said = sentence_of(row)
        print(f"{row.at:%Y-%m-%d %H:%M}  {row.node}  {row.messages:>7}  {said.zh}\n{'':>31}{said.en}")
    return 0


def told(row: "Statement") -> dict[str, Any]:
    """A statement for programs; ``own`` and ``other`` as either node signed it."""
    plain = (
        "node", "asked", "messages", "equal", "complete", "lacking_there", "lacking_here", "evidence", "conflicts",
        "lost", "own", "other",
    )  # fmt: skip
    instants = ("at", "since", "until", "settled_at")
    said = {name: getattr(row, name) for name in plain}
    when = {name: getattr(row, name) and getattr(row, name).isoformat() for name in instants}
    return {"round": str(row.round), **said, **when}


def sentence_of(row: "Statement") -> Sentence:
    """What a statement says in a line."""
    if row.equal is None:
        return WAITING
    if row.equal:
        return EQUAL
    said = DIFFERED.format(
        lacking_there=row.lacking_there, lacking_here=row.lacking_here, evidence=row.evidence, conflicts=row.conflicts,
        lost=row.lost,
    )  # fmt: skip
    if row.settled_at is None:
        return said
    return Sentence(f"{said.zh}；{SETTLED.zh}", f"{said.en}; {SETTLED.en}")
