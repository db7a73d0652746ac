"""What a test does at a node, in a process of that node: ``python -m tests.exchange.driver``, started by ``Nodes``.

Reads one JSON object a line, ``{"do": "open", …}``, does it by the actions that pages and commands call, and answers
with one line, ``{"ok": …}`` or ``{"fault": …}``. What officers do is done under the serving role in an officer's
session, the rest as the owner of the tables. Connections are closed after each line, so that a database can be
restored underneath.
"""

import base64
import hashlib
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django

from tests.cast import XIUYING, ZHONGZHOU

SUBJECT = {"name": XIUYING.name, "identifier": XIUYING.identifier, "born": "1985-06-12", "sex": 2}
QUESTIONS = ["identity.name_matches", "residence.registered_here"]
CONFIRMED = {"answer": "confirmed"}
A_MINUTE_AGO = timedelta(seconds=61)
"""Answers are held for a minute, in which they can be taken back; one that was given then leaves at once."""
STRANGERS = 20
"""How many an officer may ask about in an hour."""
DO: dict[str, Callable[..., Any]] = {}


def known(action: Callable[..., Any]) -> Callable[..., Any]:
    """Make it one of the verbs."""
    DO[action.__name__] = action
    return action


def now_() -> datetime:
    """By this machine's clock."""
    from django.utils import timezone

    return timezone.now()


# Joining


@known
def card(out: str) -> str:
    """``suixing node card``; the fingerprint that it says."""
    from suixing.config.node import introducing

    return _fingerprint(lambda: introducing.card(Path(out)))


@known
def approve(path: str, fingerprint: str, link_out: str = "") -> None:
    """``suixing node approve``."""
    from suixing.config.node import introducing

    out = Path(link_out) if link_out else None
    _quietly(lambda: introducing.approve(Path(path), fingerprint=fingerprint, link_out=out))


@known
def directory(out: str) -> str:
    """``suixing node directory``; the hub's fingerprint."""
    from suixing.config.node import introducing

    return _fingerprint(lambda: introducing.directory(Path(out)))


@known
def join(path: str, fingerprint: str, link: str = "") -> None:
    """``suixing node join``."""
    from suixing.config.node import introducing

    _quietly(lambda: introducing.join(Path(path), fingerprint=fingerprint, link=Path(link) if link else None))


def _quietly(verb: Callable[[], int]) -> str:
    said = io.StringIO()
    with redirect_stdout(said):
        verb()
    return said.getvalue()


def _fingerprint(verb: Callable[[], int]) -> str:
    line = next(one for one in _quietly(verb).splitlines() if "Fingerprint" in one)
    return line.rpartition(": ")[2]


@known
def trust() -> None:
    """Let the listener know whom it may let in, which the worker does every few seconds."""
    from django.conf import settings

    from suixing.exchange.nodes.queries import trusted_certificates
    from suixing.exchange.post.trust import write_trust

    write_trust(settings.SUIXING_RUN_DIR / "exchange-trust.pem", trusted_certificates())


@known
def settle(office: str, officers: int) -> None:
    """Open an office and seat so many officers there."""
    from suixing.access.models import Officer, OfficerSession
    from suixing.access.sessions import digest
    from suixing.places.actions import open_office

    now = now_()
    open_office(code=office, now=now)
    made = Officer.objects.bulk_create(
        Officer(username=_name(office, at), name=_name(office, at), office_id=office, roles=["desk_officer"],
                joined_at=now)
        for at in range(officers)
    )  # fmt: skip
    OfficerSession.objects.bulk_create(
        OfficerSession(
            session_key=digest(one.username), session_data="", expire_date=now + timedelta(days=1), officer=one,
            strong=True, began_at=now, seen_at=now, locked_at=None,
        )
        for one in made
    )  # fmt: skip


def _name(office: str, at: int) -> str:
    return f"officer.{office}.{at}"


# At a desk


@contextmanager
def serving() -> Iterator[None]:
    """The connection is the serving role's inside this block."""
    from django.conf import settings
    from django.db import connection

    held, address = connection.settings_dict, settings.DATABASE_ADDRESSES.serving
    before = {name: held[name] for name in ("USER", "PASSWORD")}
    connection.close()
    held.update(USER=address.user, PASSWORD=address.password)
    try:
        yield
    finally:
        connection.close()
        held.update(before)


def sit(office: str, at: int = 0) -> str:
    """An officer sits down; her name."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('suixing.session', %s, false)", [_name(office, at)])
    return _name(office, at)


_opened: dict[str, int] = {}


@known
def open(office: str, to: str, count: int = 1) -> list[str]:  # noqa: A001 - the verb
    """Open so many verifications that ask the office ``to``; their pairs."""
    from suixing.cases.models import Case
    from suixing.journeys.cases.opening import open_case

    pairs = []
    with serving():
        for _ in range(count):
            at = _opened.get(office, 0)
            _opened[office] = at + 1
            by = sit(office, at // STRANGERS)
            case = open_case(
                code="verification", content={"subject": SUBJECT, "questions": QUESTIONS}, office=office, by=by,
                now=now_(), answering=to,
            )  # fmt: skip
            pairs.append(str(Case.objects.values_list("pair", flat=True).get(pk=case)))
    return pairs


@known
def answer(office: str, count: int = 1000, part: bool = False) -> int:
    """Answer what was asked of this office, wholly or in part; how many."""
    questions = QUESTIONS[:1] if part else QUESTIONS
    content = {"answers": dict.fromkeys(questions, CONFIRMED)}
    states = ["asked"] if part else ["asked", "partly_answered"]
    step = "answer_in_part" if part else "answer"
    return _take(office, "answering", states, step=step, content=content, count=count)


@known
def withdraw(office: str, count: int = 1000, pairs: list[str] | None = None) -> int:
    """Withdraw what this office asked and is not answered, of these pairs unless left out; how many."""
    states = ["sent", "asked", "partly_answered"]
    content = {"reason": "person_withdrew"}
    return _take(office, "asking", states, step="withdraw", content=content, count=count, pairs=pairs)


@known
def answer_with(office: str, octets: int) -> str:
    """Answer one question of this office, with a picture of about so many octets added and sent along; its SHA-256."""
    from suixing.cases.models import Case
    from suixing.journeys.case_papers import add_paper
    from suixing.journeys.cases.stepping import take
    from tests.papers.files import chunk, png

    picture = png(chunk(b"iCCP", os.urandom(octets)))
    with serving():
        by = sit(office)
        asked = Case.objects.filter(office_id=office, side="answering", state="asked").order_by("opened_at", "id")
        case = asked.values_list("pk", flat=True)[0]
        paper = add_paper(
            file=case, code="household_register", upload=io.BytesIO(picture), name="", office=office, by=by, now=now_()
        )
        content = {"answers": dict.fromkeys(QUESTIONS, CONFIRMED), "files": [str(paper.id)]}
        take(
            case=case, step="answer", content=content, office=office, seen=None, by=by, now=now_() - A_MINUTE_AGO
        )  # fmt: skip
    return hashlib.sha256(picture).hexdigest()


@known
def papers_that_came(office: str) -> list[str]:
    """The SHA-256 of each paper that other offices sent to this one, as its officer opens them."""
    from suixing.journeys.case_papers import open_paper
    from suixing.papers.models import BY_OTHER_OFFICE, Paper

    with serving():
        by = sit(office)
        came = Paper.objects.filter(office_id=office, added_by=BY_OTHER_OFFICE).order_by("added_at", "id")
        opened = [
            open_paper(paper=one, office=office, by=by, now=now_()).content for one in came.values_list("pk", flat=True)
        ]
        return [hashlib.sha256(b"".join(content)).hexdigest() for content in opened]


def _take(
    office: str, side: str, states: list[str], *, step: str, content: dict[str, Any], count: int,
    pairs: list[str] | None = None,
) -> int:  # fmt: skip
    from suixing.cases.models import Case
    from suixing.journeys.cases.stepping import take
    from suixing.kernel.errors import Refusal

    done, at = 0, now_() - A_MINUTE_AGO if step.startswith("answer") else now_()
    with serving():
        by = sit(office)
        held = Case.objects.filter(office_id=office, side=side, state__in=states).order_by("opened_at", "id")
        if pairs is not None:
            held = held.filter(pair__in=pairs)
        for case in held.values_list("pk", flat=True)[:count]:
            try:
                take(case=case, step=step, content=content, office=office, seen=None, by=by, now=at)
            except Refusal:  # the other side was quicker
                continue
            done += 1
    return done


# Passes


@known
def issue_pass(office: str) -> str:
    """Take somebody in at this office, her home, and issue a pass to her; its number."""
    from suixing.journeys.register import Entry, register_one
    from suixing.passes.actions import issue_pass as issue
    from suixing.passes.actions import prepare
    from suixing.people.queries import find_person
    from suixing.rules.identifiers import Identifier, read_identifier

    now = now_()
    prepare(by="test", now=now)
    read = read_identifier(XIUYING.identifier, today=now.date())
    assert isinstance(read, Identifier)
    assert read.born is not None
    entry = Entry(
        identifier=read, name=XIUYING.name, sex=2, born=read.born, telephone=XIUYING.telephone, home=office,
        home_text=XIUYING.current, current=ZHONGZHOU, current_text=XIUYING.home, arrived=now.date(),
        consent_on=now.date(), way="desk",
    )  # fmt: skip
    with serving():
        register_one(entry=entry, office=office, by=sit(office), now=now)
    person = find_person(XIUYING.identifier)
    assert person is not None
    with serving():
        return str(issue(person=person, office=office, by=sit(office), now=now))


@known
def print_pass(office: str, number: str) -> str:
    """The code on the paper of a pass, signed by the key of now."""
    from suixing.passes.actions import paper_token
    from suixing.passes.queries import Claim

    with serving():
        return paper_token(number=UUID(number), chosen=[Claim.NAME], by=sit(office), now=now_(), office=office)


@known
def revoke_pass(office: str, number: str) -> None:
    """Revoke a pass of this office."""
    from suixing.passes.actions import RevokedFor
    from suixing.passes.actions import revoke_pass as revoke

    with serving():
        revoke(number=UUID(number), office=office, reason=RevokedFor.ASKED, by=sit(office), now=now_())


@known
def rotate_pass_key() -> int:
    """``suixing pass rotate-key``; the number of the new key."""
    from suixing.passes.actions import rotate_key

    return rotate_key(by="operator", now=now_())


@known
def withdraw_pass_key(number: int) -> None:
    """``suixing pass withdraw-key``."""
    from suixing.passes.actions import withdraw_key

    withdraw_key(number=number, by="operator", now=now_())


@known
def check_passes(codes: list[str]) -> list[str]:
    """What these codes come to by the trust list and the status lists that this node gives to anybody."""
    from suixing.passes.formats import trust_list
    from suixing.passes.formats.verify import Statuses, verify
    from suixing.passes.queries import list_key, signed_trust, status_lists

    now = now_()
    trust = trust_list.read(signed_trust() or "", now, list_key().kid)
    statuses = Statuses(status_lists())
    return [verify(code, trust, statuses, now).verdict.value for code in codes]


# Bare messages


@known
def send(office: str, to: str, *, count: int = 1, each: int = 1, urgent: bool = False, octets: int = 100) -> list[str]:
    """Send so many bare messages, ``each`` of them in a pair of its own; their pairs.

    No room knows what they say: they arrive, and are then refused as ``unknown_kind``.
    """
    from django.db import transaction

    from suixing.exchange import actions

    pairs = []
    for _ in range(count):
        pair = uuid4()
        with transaction.atomic():
            actions.open_route(pair=pair, asking=office, answering=to, now=now_())
            for _ in range(each):
                actions.send(
                    pair=pair, side="asking", kind="test.said", body=os.urandom(octets), office=office, now=now_(),
                    urgent=urgent,
                )  # fmt: skip
        pairs.append(str(pair))
    return pairs


@known
def accept(parcel: str, node: str, body: str, seconds: float = 0) -> str:
    """What the listener does with a parcel (``body`` in base64), ``seconds`` off this machine's clock; its word."""
    from suixing.exchange.post.accepting import accept as take_in
    from suixing.exchange.post.carriers import Parcel

    now = now_() + timedelta(seconds=seconds)
    given = Parcel(UUID(parcel), node, now + timedelta(days=1), base64.b64decode(body), urgent=False)
    return take_in(given, now=now)


# How it stands


@known
def copies() -> dict[str, str]:
    """By pair, one digest of all that this node's copy of it says; equal on both sides once both know the same.

    The state, each event and what it holds, each message with its place, kind and the hash of its content, and what
    was signed about it.
    """
    found: dict[str, list[Any]] = {}
    _cases(found)
    _messages(found)
    return {pair: hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest() for pair, said in found.items()}


@known
def copy(pair: str) -> Any:
    """What ``copies`` is the digest of, for one pair."""
    found: dict[str, list[Any]] = {}
    _cases(found)
    _messages(found)
    return found.get(pair)


def _cases(found: dict[str, list[Any]]) -> None:
    from suixing.cases import filing
    from suixing.cases.models import Case, CaseEvent
    from suixing.cases.stepping import opened

    events: dict[UUID, list[CaseEvent]] = {}
    for one in CaseEvent.objects.filter(taken_back_at=None):
        events.setdefault(one.case_id, []).append(one)
    for case in Case.objects.exclude(pair=None):
        told = sorted(
            [one.side, one.seq, one.turn, one.step, one.at.isoformat(), one.counted, opened(case, one)]
            for one in events.get(case.pk, [])
            if one.message is not None
        )
        kept = {name: value for name, value in filing.content_of(case).items() if name != "names_office"}
        found.setdefault(str(case.pair), []).append([case.procedure, case.state, kept, told])


def _messages(found: dict[str, list[Any]]) -> None:
    from suixing.exchange.models import Evidence, Incoming, Outgoing

    said: dict[UUID, list[list[str]]] = {}
    for one in Evidence.objects.all():
        said.setdefault(one.message, []).append([one.event, bytes(one.statement).decode(), bytes(one.signature).hex()])
    rows = [
        *Outgoing.objects.values_list("pair", "side", "seq", "kind", "version", "id"),
        *Incoming.objects.values_list("pair", "side", "seq", "kind", "version", "id"),
    ]
    for pair, side, seq, kind, version, number in sorted(rows, key=lambda row: (str(row[0]), row[1], row[2])):
        found.setdefault(str(pair), []).append([side, seq, kind, version, str(number), sorted(said.get(number, []))])


@known
def seal() -> None:
    """Seal the journal, as a node does all the time."""
    from suixing.journal.actions import seal as seal_journal

    seal_journal(now=now_())


@known
def verify() -> list[str]:
    """What is wrong with the journal and with the evidence that this node holds."""
    from suixing.exchange.models import Evidence
    from suixing.journal.verification import verify as verify_journal

    verdict = verify_journal()
    faults = [finding.sentence.en for finding in verdict.faults]
    for one in Evidence.objects.all():
        if not _holds(bytes(one.statement), bytes(one.signature)):
            faults.append(f"evidence of message {one.message}: {one.event}")
    return faults


def _holds(statement: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(json.loads(statement)["signed_by"]))
    try:
        public.verify(signature[1:], statement)  # behind the byte that names the suite
    except InvalidSignature:
        return False
    return True


def main() -> int:
    """Until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what anything prints does not get between the answers
    django.setup(set_prefix=False)
    from suixing.config.session import close_connections

    for line in sys.stdin:
        asked = json.loads(line)
        try:
            told = {"ok": DO[asked.pop("do")](**asked)}
        except Exception:  # noqa: BLE001 - the test that asked is to see it
            told = {"fault": traceback.format_exc()}
        close_connections()
        answers.write(json.dumps(told) + "\n")
        answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
