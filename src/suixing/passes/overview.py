"""What an operator sees of those who issue passes: keys, ages of their word and their lists, contradictions."""

from dataclasses import dataclass
from datetime import datetime

from suixing.exchange.queries import documents, own_place
from suixing.passes.formats import status_list
from suixing.passes.formats.jws import read_jws
from suixing.passes.formats.reasons import Malformed
from suixing.passes.formats.terms import read_instant
from suixing.passes.trust_models import SignedTrust
from suixing.passes.trusting import STATUS, heard_issuers


@dataclass(frozen=True, slots=True)
class IssuerSeen:
    """One node that says it issues passes. ``iss`` is empty where what it says cannot be read.

    ``listed``: the trust list names it; else ``pinned_to`` is the node that holds the address, empty where none does
    yet. ``heard_at`` is when the newest version of its word came, None for this node. Of its status lists that are
    held: how many, when the oldest was signed, and how many cannot be read.
    """

    node: str
    own: bool
    iss: str
    keys: int
    withdrawn: int
    newest_key: datetime | None
    heard_at: datetime | None
    listed: bool
    pinned_to: str
    lists: int
    oldest_list: datetime | None
    unreadable: int


@dataclass(frozen=True, slots=True)
class TrustSeen:
    """The list that this node signed last."""

    signed_at: datetime
    expires_at: datetime


def issuers_seen() -> tuple[IssuerSeen, ...]:
    """All nodes that say they issue passes, this one first."""
    signed: dict[str, list[datetime | None]] = {}
    for one in documents(STATUS):
        signed.setdefault(one.node, []).append(_signed_at(one.body))
    found = list[IssuerSeen]()
    for heard in heard_issuers():
        keys = heard.issuer.keys if heard.issuer else ()
        lists = signed.get(heard.node, [])
        readable = [at for at in lists if at is not None]
        found.append(
            IssuerSeen(
                heard.node, heard.node == own_place(), heard.issuer.iss if heard.issuer else "", len(keys),
                sum(key.withdrawn is not None for key in keys), max((key.since for key in keys), default=None),
                heard.at, heard.listed, heard.pinned_to, len(lists), min(readable, default=None),
                len(lists) - len(readable),
            )
        )  # fmt: skip
    return tuple(found)


def trust_seen() -> TrustSeen | None:
    """When the trust list was signed, and until when it is good; None before the first one."""
    row = SignedTrust.objects.values_list("signed_at", "expires_at").first()
    return None if row is None else TrustSeen(*row)


def _signed_at(token: str) -> datetime | None:
    """When a status list says it was signed; it is not unpacked, and its signature is for who checks passes."""
    try:
        read = read_jws(token, typ=status_list.TYPE, may_hold=frozenset({"kid"}), longest=status_list.LONGEST)
        return read_instant(read.members().get("iat"))
    except Malformed:
        return None
