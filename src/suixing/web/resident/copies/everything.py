"""The list of parts of which a copy is made, in the order in which they are read; whoever holds more adds it here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from suixing.journeys.own_copy import Reader, Taking
from suixing.papers.letters import Section
from suixing.web.resident.copies.cases import CASES, LETTERS, NOTICES
from suixing.web.resident.copies.corrections import CORRECTIONS
from suixing.web.resident.copies.entries import ENTRIES
from suixing.web.resident.copies.fhir import Bundle
from suixing.web.resident.copies.part import Part
from suixing.web.resident.copies.passes import APPLICATIONS, MANDATES, PASSES
from suixing.web.resident.copies.record import ACCOUNTS, CONSENTS, NUMBERS, add_person
from suixing.web.resident.copies.signing_in import PASSKEYS, SESSIONS

PARTS: tuple[Part, ...] = (
    NUMBERS, ACCOUNTS, CONSENTS, CORRECTIONS, PASSES, CASES, LETTERS, APPLICATIONS, MANDATES, NOTICES, PASSKEYS,
    SESSIONS, ENTRIES,
)  # fmt: skip
TAKING = "taking"
"""Not a part: who takes the copy."""

Taken = Mapping[str, Sequence[Any]]


def readers() -> dict[str, Reader]:
    """How each part is read."""
    return {TAKING: lambda taking: [taking]} | {part.key: part.read for part in PARTS}


def as_json(taken: Taken, *, everything: bool) -> dict[str, Any]:
    """The copy as one object. ``everything``: nothing was closed to the session that took it."""
    return {part.key: [part.told(row) for row in taken[part.key]] for part in PARTS} | {"everything": everything}


def as_bundle(taken: Taken, *, folded: int, now: datetime) -> dict[str, Any]:
    """The copy as a bundle of FHIR R4. ``folded``: how much stays behind the second lock, and is not in it."""
    taking: Taking = taken[TAKING][0]
    bundle = Bundle(person=taking.person, now=now)
    add_person(bundle, taking)
    for part in PARTS:
        for number, row in enumerate(taken[part.key], start=1):
            if part.resource is not None:
                part.resource(bundle, row)
            else:
                bundle.add_plain(part.key, number, part.told(row))
    if folded:
        bundle.add_plain("behind_second_lock", taking.person, {"count": folded})
    return bundle.whole()


def as_sections(taken: Taken) -> tuple[Section, ...]:
    """The copy as it is printed."""
    return tuple(section for part in PARTS for section in part.sections(taken[part.key]))
