"""What other rooms ask for: the evidence of a pair as one file."""

from datetime import datetime
from uuid import UUID

from suixing.exchange.errors import NothingProved
from suixing.exchange.nodes.own import own_place
from suixing.exchange.proving.collecting import proved, signers_of
from suixing.exchange.proving.writing import evidence_zip


def evidence_file(*, pair: UUID, office: str, now: datetime) -> bytes:
    """A zip of what ``office`` holds of the evidence about a pair, for anybody to check. Raises NothingProved."""
    messages = proved(pair=pair, office=office)
    if not messages:
        raise NothingProved
    return evidence_zip(messages, signers_of(messages), made_by=own_place(), at=now)
