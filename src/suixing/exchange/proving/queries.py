"""What other rooms ask for: the evidence of a pair, and what comparing with a node found, each as one file."""

import json
from base64 import b64decode
from datetime import datetime
from uuid import UUID

from suixing.exchange.errors import NothingProved
from suixing.exchange.models import Statement
from suixing.exchange.nodes.own import own_place
from suixing.exchange.proving.collecting import Said, proved, signer_of, signers_of
from suixing.exchange.proving.writing import comparison_zip, evidence_zip
from suixing.kernel.crypto import SUITE_ED25519

_FOUND = ("complete", "conflicts", "equal", "evidence", "lacking_here", "lacking_there", "lost", "messages", "node")


def evidence_file(*, pair: UUID, office: str, now: datetime) -> bytes:
    """A zip of what ``office`` holds of the evidence about a pair, for anybody to check. Raises NothingProved."""
    messages = proved(pair=pair, office=office)
    if not messages:
        raise NothingProved
    return evidence_zip(messages, signers_of(messages), made_by=own_place(), at=now)


def comparison_file(number: UUID, *, now: datetime) -> bytes | None:
    """A zip of what both nodes signed when they compared, for anybody to check; None where there is no such round."""
    row = Statement.objects.filter(round=number).first()
    if row is None:
        return None
    stated = {own_place() or "own": _said(row.own)} | ({row.node: _said(row.other)} if row.other else {})
    signers = {said.signed_by: signer_of(said.signed_by) for said in stated.values()}
    found: dict[str, object] = {name: getattr(row, name) for name in _FOUND}
    found |= {name: getattr(row, name) and getattr(row, name).isoformat() for name in ("at", "settled_at")}
    return comparison_zip(stated, signers, {"round": str(row.round), **found}, made_by=own_place(), at=now)


def _said(told: dict[str, str]) -> Said:
    statement = b64decode(told["statement"])
    event: str = json.loads(statement)["event"]
    return Said(event, statement, b64decode(told["signature"]).removeprefix(SUITE_ED25519))
