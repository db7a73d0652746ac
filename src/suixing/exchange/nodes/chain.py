"""The key log of a node: entries that are only ever added, each signed by a key that the one before it names.

A statement is canonical JSON; its signature is the raw Ed25519 one, 64 bytes, which any tool verifies. Who holds an
entry of a node can tell a later one that the node made from one that somebody put in its place: no list says which key
is right, the log does.

``first`` is signed by the signing key that it names itself: it is trusted for its fingerprint, compared by people.
``rotated`` is signed by the signing key before it and keeps the recovery key, so that who steals the signing key cannot
keep its owner out. ``recovered`` is signed by the recovery key, and only it names another one. ``revoked`` is signed by
either and ends the log.

After that nothing is good but what a node that was approved anew begins: ``renewed`` is signed by the key that it names
itself, like the first entry, and trusted for its own fingerprint. It names the log that was ended, so that nobody takes
it for a swapped one; where the log was not ended by its own keys there is none. The hub's log has none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from suixing.exchange.nodes.fields import (
    BadDocument,
    canonical,
    check_form,
    instant_in,
    instant_text,
    key_in,
    members_of,
    number_in,
    parse,
    place_in,
    text_in,
)
from suixing.exchange.signed import decode, encode
from suixing.kernel.crypto import KEY_BYTES, SUITE_ED25519, public_key_of, sha256, sign, verify

FORM = 1
FIRST, ROTATED, RECOVERED, REVOKED, RENEWED = "first", "rotated", "recovered", "revoked", "renewed"
BEGINNINGS = (FIRST, RENEWED)
"""Signed by the key that they name themselves: a person compares their fingerprint."""
HUB = "00"
OVERLAP = timedelta(days=7)
"""For so long the keys before a rotation stay good: what was signed with them may still be on its way."""
SKEW = timedelta(hours=1)
"""By so much the clocks of two nodes may differ."""
MOST_ENTRIES = 500
LONGEST_STATEMENT = 16 * 1024
LONGEST_CERTIFICATE = 8 * 1024

_MEMBERS = ("agreement", "at", "certificate", "form", "kind", "number", "place", "previous", "recovery", "signing")
_KIND = re.compile("first|rotated|recovered|revoked|renewed")
_CERTIFICATE = re.compile(r"(-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n)?")
_FIELD = 2**255 - 19
_PROBE = X25519PrivateKey.from_private_bytes(bytes(range(KEY_BYTES)))


class BrokenChain(BadDocument):
    """A key log that is not one; ``why``: ``malformed``, ``form``, ``kind``, ``place``, ``number``, ``previous``,
    ``time``, ``keys``, ``signature``, or ``closed`` (something is asked of a log that a revocation ended)."""


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One entry: three public keys of 32 bytes and the certificate (PEM) of its listener; none where it revokes.

    ``previous`` is SHA-256 of the statement before it, empty in the first entry.
    """

    place: str
    number: int
    kind: str
    signing: bytes
    agreement: bytes
    recovery: bytes
    certificate: str
    at: datetime
    previous: bytes
    statement: bytes
    signature: bytes

    @property
    def kid(self) -> str:
        """How a signed text names the entry: place and number."""
        return f"{self.place}.{self.number}"


Chain = tuple[KeyEntry, ...]


def first_entry(
    *, place: str, agreement: bytes, recovery: bytes, certificate: str, at: datetime, private: bytes
) -> KeyEntry:
    """The first entry, which names the public half of ``private`` as signing key and is signed by it."""
    entry = KeyEntry(
        place, 1, FIRST, public_key_of(private), agreement, recovery, certificate, at, b"", b"", b""
    )  # fmt: skip
    return _made(None, entry, private)


def rotated(
    previous: KeyEntry, *, signing: bytes, agreement: bytes, certificate: str, at: datetime, private: bytes
) -> KeyEntry:
    """New keys after ``previous``, signed by its signing key; raises BrokenChain where ``private`` is another."""
    entry = replace(_after(previous, ROTATED, at), signing=signing, agreement=agreement, certificate=certificate,
                    recovery=previous.recovery)  # fmt: skip
    return _made(previous, entry, private)


def recovered(
    previous: KeyEntry, *, signing: bytes, agreement: bytes, recovery: bytes, certificate: str, at: datetime,
    private: bytes,
) -> KeyEntry:  # fmt: skip
    """New keys after ``previous``, signed by its recovery key; raises BrokenChain where ``private`` is another."""
    entry = replace(_after(previous, RECOVERED, at), signing=signing, agreement=agreement, recovery=recovery,
                    certificate=certificate)  # fmt: skip
    return _made(previous, entry, private)


def revoked(previous: KeyEntry, *, at: datetime, private: bytes) -> KeyEntry:
    """The end of the log, signed by the signing or the recovery key of ``previous``; raises BrokenChain."""
    return _made(previous, _after(previous, REVOKED, at), private)


def renewed(
    previous: KeyEntry, *, agreement: bytes, recovery: bytes, certificate: str, at: datetime, private: bytes
) -> KeyEntry:
    """A beginning after the end of a log, which ``previous`` is; raises BrokenChain where it is not."""
    entry = replace(_after(previous, RENEWED, at), signing=public_key_of(private), agreement=agreement,
                    recovery=recovery, certificate=certificate)  # fmt: skip
    return _made(previous, entry, private)


def read_chain(items: object) -> Chain:
    """The log that a list of ``{"statement": text, "signature": base64url}`` holds; raises BrokenChain."""
    if not isinstance(items, list | tuple) or not 1 <= len(items) <= MOST_ENTRIES:
        raise BrokenChain("malformed")
    chain: list[KeyEntry] = []
    for item in items:
        entry = _read_entry(item)
        _check(chain[-1] if chain else None, entry)
        chain.append(entry)
    _check_keys_are_new(chain)
    return tuple(chain)


def as_items(chain: Sequence[KeyEntry]) -> list[dict[str, str]]:
    """What ``read_chain`` reads."""
    return [
        {"statement": entry.statement.decode(), "signature": encode(entry.signature).decode()} for entry in chain
    ]  # fmt: skip


def extends(held: Sequence[KeyEntry], offered: Sequence[KeyEntry]) -> bool:
    """Whether ``offered`` begins with every statement of ``held``: otherwise a key was swapped, or one taken out."""
    return [entry.statement for entry in held] == [entry.statement for entry in offered[: len(held)]]


def fingerprint(chain: "Sequence[KeyEntry] | KeyEntry") -> str:
    """What two people compare: SHA-256 of the statement that the log began with last (or of this entry's).

    32 hex digits in groups.
    """
    entry = chain if isinstance(chain, KeyEntry) else beginning(chain)
    digits = sha256(entry.statement).hex()[:32]
    return "-".join(digits[start : start + 4] for start in range(0, 32, 4))


def fits_fingerprint(typed: str, chain: "Sequence[KeyEntry] | KeyEntry") -> bool:
    """Whether what a person typed is this fingerprint, all of it; blanks, dashes and capitals do not matter."""
    return re.sub(r"[\s-]", "", typed).lower() == fingerprint(chain).replace("-", "")


def beginning(chain: Sequence[KeyEntry]) -> KeyEntry:
    """The entry that all later ones go back to: the first, or the one with which an ended log was begun anew."""
    return next(entry for entry in reversed(chain) if entry.kind in BEGINNINGS)


def begins_anew(held: Sequence[KeyEntry], offered: Sequence[KeyEntry]) -> bool:
    """Whether ``offered`` holds a beginning that ``held`` does not: only a person can say whose it is."""
    return any(entry.kind == RENEWED for entry in offered[len(held) :])


def closed(chain: Sequence[KeyEntry]) -> bool:
    """Whether the log was ended by a revocation."""
    return chain[-1].kind == REVOKED


def newest(chain: Sequence[KeyEntry]) -> KeyEntry:
    """The entry whose keys are to be used now; raises BrokenChain where the log was ended."""
    if closed(chain):
        raise BrokenChain("closed")
    return chain[-1]


def key_in_force(chain: Sequence[KeyEntry], number: int, *, at: datetime) -> KeyEntry | None:
    """The entry of this number, where its keys are good at ``at``, else None.

    They are good from the entry on (less what clocks may differ by), until seven days after the next rotation, and at
    no instant later than a recovery or revocation. Where a key may have been stolen, ``at`` must be an instant that the
    checker knows: whoever signs can claim any.
    """
    if not 1 <= number <= len(chain):
        return None
    entry = chain[number - 1]
    if entry.kind == REVOKED or at < entry.at - SKEW:
        return None
    for after in chain[number:]:
        if at > (after.at + OVERLAP if after.kind == ROTATED else after.at):
            return None
    return entry


def in_force_until(chain: Sequence[KeyEntry], number: int) -> datetime | None:
    """Until when the keys of the entry of this number are good; None where nothing ends them yet."""
    ends = [after.at + OVERLAP if after.kind == ROTATED else after.at for after in chain[number:]]
    return min(ends, default=None)


def good_for_signing(chain: Sequence[KeyEntry], number: int, at: datetime) -> bool:
    """Whether what this node signed at ``at`` with the key of this number counts."""
    return key_in_force(chain, number, at=at) is not None


def entry_of_key(chain: Sequence[KeyEntry], signing: bytes) -> KeyEntry | None:
    """The entry that names this signing key, as evidence does in ``signed_by``; in force or not."""
    return next((entry for entry in chain if entry.signing == signing and entry.kind != REVOKED), None)


def since_recovery(chain: Sequence[KeyEntry], number: int) -> bool:
    """Whether no recovery or new beginning came after this number: the keys before one may be in other hands."""
    return all(entry.kind not in (RECOVERED, RENEWED) for entry in chain[number:])


def _after(previous: KeyEntry, kind: str, at: datetime) -> KeyEntry:
    """An entry without keys; never earlier than the one before it, whose clock may have been ahead."""
    return KeyEntry(
        previous.place, previous.number + 1, kind, b"", b"", b"", "", max(at, previous.at), sha256(previous.statement),
        b"", b"",
    )  # fmt: skip


def _made(previous: KeyEntry | None, entry: KeyEntry, private: bytes) -> KeyEntry:
    said = {
        "agreement": entry.agreement.hex(), "at": instant_text(entry.at), "certificate": entry.certificate,
        "form": FORM, "kind": entry.kind, "number": entry.number, "place": entry.place,
        "previous": entry.previous.hex(), "recovery": entry.recovery.hex(), "signing": entry.signing.hex(),
    }  # fmt: skip
    statement = canonical(said)
    signed = replace(entry, statement=statement, signature=sign(private, statement)[len(SUITE_ED25519) :])
    (item,) = as_items([signed])
    read = _read_entry(item)
    _check(previous, read)
    _check_keys_are_new([previous, read] if previous else [read])
    return read


def _read_entry(item: object) -> KeyEntry:
    try:
        parts = members_of(item, ("statement", "signature"))
        statement = text_in(parts, "statement", LONGEST_STATEMENT).encode()
        said = parse(statement, _MEMBERS)
        check_form(said, FORM)
        return _entry_of(said, statement, decode(text_in(parts, "signature", 86)))
    except BadDocument as bad:
        raise BrokenChain(bad.why) from None
    except ValueError:
        raise BrokenChain("malformed") from None


def _entry_of(said: dict[str, Any], statement: bytes, signature: bytes) -> KeyEntry:
    return KeyEntry(
        place=place_in(said), number=number_in(said, "number"), kind=text_in(said, "kind", 9, _KIND),
        signing=key_in(said, "signing"), agreement=key_in(said, "agreement"), recovery=key_in(said, "recovery"),
        certificate=text_in(said, "certificate", LONGEST_CERTIFICATE, _CERTIFICATE), at=instant_in(said, "at"),
        previous=key_in(said, "previous"), statement=statement, signature=signature,
    )  # fmt: skip


def _check(previous: KeyEntry | None, entry: KeyEntry) -> None:
    """Raise BrokenChain unless ``entry`` may stand after ``previous``."""
    _check_keys(entry)
    if (previous is None) != (entry.kind == FIRST):
        raise BrokenChain("kind")
    if previous is None:
        if entry.number != 1:
            raise BrokenChain("number")
        if entry.previous:
            raise BrokenChain("previous")
        signers = [entry.signing]
    else:
        _check_follows(previous, entry)
        signers = {
            ROTATED: [previous.signing], RECOVERED: [previous.recovery],
            REVOKED: [previous.signing, previous.recovery], RENEWED: [entry.signing],
        }[entry.kind]  # fmt: skip
    if not any(verify(signer, SUITE_ED25519 + entry.signature, entry.statement) for signer in signers):
        raise BrokenChain("signature")


def _check_follows(previous: KeyEntry, entry: KeyEntry) -> None:
    wrong = {
        "closed": previous.kind == REVOKED and entry.kind != RENEWED,
        "kind": entry.kind == RENEWED and (previous.kind != REVOKED or entry.place == HUB),
        "place": entry.place != previous.place,
        "number": entry.number != previous.number + 1,
        "previous": entry.previous != sha256(previous.statement),
        "time": entry.at < previous.at,
        "keys": entry.kind == ROTATED and entry.recovery != previous.recovery,
    }
    for why, it_is in wrong.items():
        if it_is:
            raise BrokenChain(why)


def _check_keys(entry: KeyEntry) -> None:
    """Every key is there and can be used, or, where the entry revokes, none is there."""
    keys = [entry.signing, entry.agreement, entry.recovery]
    if entry.kind == REVOKED:
        wrong = any(keys) or bool(entry.certificate)
    else:
        # One key for two purposes would let one theft be two, and make the recovery key lie on the node.
        wrong = not all(keys) or len(set(keys)) != 3 or _agrees_on_nothing(entry.agreement)
        wrong = wrong or any(_signs_anything(key) for key in (entry.signing, entry.recovery))
    if wrong:
        raise BrokenChain("keys")


def _check_keys_are_new(chain: Sequence[KeyEntry]) -> None:
    """No signing or agreement key comes again: a key that was replaced may have been stolen; and it names one entry."""
    held = [entry for entry in chain if entry.kind != REVOKED]
    signing, agreement = {entry.signing for entry in held}, {entry.agreement for entry in held}
    if not len(signing) == len(agreement) == len(held) or signing & {entry.recovery for entry in held}:
        raise BrokenChain("keys")


def _agrees_on_nothing(agreement: bytes) -> bool:
    """Whether an X25519 key is a point of small order, with which everybody agrees on the same secret."""
    try:
        _PROBE.exchange(X25519PublicKey.from_public_bytes(agreement))
    except ValueError:
        return True
    return False


def _signs_anything(signing: bytes) -> bool:
    """Whether an Ed25519 key is a point of small order: one signature of its owner would fit many texts.

    The point is looked at on the birationally equivalent curve (RFC 7748, 4.1), where the question is the one above.
    """
    y = int.from_bytes(signing, "little") % 2**255 % _FIELD
    if y == 1:
        return True
    montgomery = (1 + y) * pow(1 - y, -1, _FIELD) % _FIELD
    return _agrees_on_nothing(montgomery.to_bytes(KEY_BYTES, "little"))
