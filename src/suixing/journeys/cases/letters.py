"""Letters to the person about a case: what is missing, what is asked of another office, where it stands, the decision.

Every letter carries a code for the page that shows where the case stands, and says how to complain. What was
printed and how it reached her is on record.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from suixing.cases import actions as cases
from suixing.cases.queries import (
    Case,
    LetterKind,
    Posted,
    Seen,
    case_seen,
    letters_of,
    letters_owed,
    listed,
)
from suixing.directory.queries import contact_of
from suixing.journal import actions as journal
from suixing.journeys.cases import letter_words as words
from suixing.journeys.cases.records import Extract
from suixing.journeys.welcome import NoContact
from suixing.kernel.errors import Refusal, Sentence
from suixing.papers.letters import CaseLetter, Cell, CertifiedExtract, IssuingOffice, Section
from suixing.places.queries import full_name
from suixing.rules.books import RuleBook, book
from suixing.rules.counting import CHINA

__all__ = ["Posted", "letters_of", "letters_owed"]  # the rest is defined here

CHANNELS = ("desk", "registered_letter", "message")
STATUS_PATH = "/status/"


class NothingToSay(Refusal):
    """There is no such letter in this case."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "此办件目前没有这种信件；未打印。",
                "There is no such letter in this case at present; nothing was printed.",
            )
        )


@transaction.atomic
def letter_for(*, case: UUID, kind: str, site: str, english: bool, office: str, by: str, now: datetime) -> CaseLetter:
    """A letter of one case, with a fresh code; it counts as printed. Raises NotThere, NothingToSay or NoContact.

    ``site`` is the address of this node's pages, without a slash at its end.
    """
    seen = case_seen(case=case, office=office, now=now)
    code = cases.make_link(Case.objects.get(pk=seen.case), now=now)
    letter = written(seen, kind, code=code, address=site + STATUS_PATH, english=english, now=now)
    cases.mark_printed(case=case, office=office, kind=kind, by=by, now=now)
    subjects = [seen.person] if seen.person else []
    journal.record(act="case.letter_printed", office=office, officer=by, purpose="case", subjects=subjects, now=now)
    return letter


def todays(*, site: str, english: bool, office: str, by: str, now: datetime) -> list[CaseLetter]:
    """Everything that is to be printed, each letter as ``letter_for`` gives it, in one go."""
    return [
        letter_for(case=one.case, kind=one.kind, site=site, english=english, office=office, by=by, now=now)
        for one in letters_owed(office=office)
    ]


@transaction.atomic
def note_delivery(*, letter: int, on: date, channel: str, office: str, by: str, now: datetime) -> None:
    """Write down how and when a printed letter reached her. Raises NothingToSay where it was not printed."""
    if channel not in CHANNELS or on > now.astimezone(CHINA).date():
        raise NothingToSay
    if not cases.mark_reached(letter=letter, office=office, on=on, channel=channel, by=by):
        raise NothingToSay
    journal.record(act="case.letter_reached", office=office, officer=by, purpose="case", now=now)


def office_of(code: str, *, english: bool) -> IssuingOffice:
    """How the office is reached, for a letter. Raises NoContact."""
    contact = contact_of(code)
    if contact is None:
        raise NoContact
    name = full_name(code)
    return IssuingOffice(
        name=Sentence(name, name),
        address=contact.address_en if english and contact.address_en else contact.address_zh,
        telephone=contact.telephone,
        opening_hours=Sentence(contact.hours_zh, contact.hours_en or contact.hours_zh),
    )


def written(seen: Seen, kind: str, *, code: str, address: str, english: bool, now: datetime) -> CaseLetter:
    """What a letter of a case says, with the code that it carries, or none. Raises NothingToSay or NoContact."""
    paragraphs, sections = _said(seen, kind)
    return CaseLetter(
        office=office_of(seen.office, english=english),
        name=addressee(seen),
        file_number=seen.item.number,
        written_on=now.astimezone(CHINA).date(),
        title=words.TITLES[kind],
        paragraphs=paragraphs,
        sections=sections,
        status_code=code,
        status_address=address,
        complaint=words.COMPLAINT,
    )


def addressee(seen: Seen) -> str:
    """To whom it goes: whom the case is about, or the first who is named in it."""
    subject: dict[str, object] = seen.content.get("subject") or next(
        iter(seen.content.get("parties", {}).get("named", [])), {}
    )
    return str(subject.get("name", ""))


def _said(seen: Seen, kind: str) -> tuple[tuple[Sentence, ...], tuple[Section, ...]]:
    if kind == LetterKind.MISSING:
        return _missing(seen)
    if kind == LetterKind.REQUEST and "questions" in seen.content:
        return (words.REQUEST,), _asked(seen)
    if kind == LetterKind.STATUS:
        return (words.STATUS,), (_standing(seen),)
    raise NothingToSay


def _missing(seen: Seen) -> tuple[tuple[Sentence, ...], tuple[Section, ...]]:
    told = [one for one in seen.timeline if one.step in ("tell_missing", "tell_mistaken")]
    if not told:
        raise NothingToSay
    papers = listed("papers_registration", seen.book)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (n, papers[code]) for n, code in enumerate(told[-1].content["missing"], 1)
    )
    table = Section(title=words.MISSING_TITLE, columns=(words.NUMBER, words.PAPER), rows=rows)
    return (words.MISSING, words.MISSING_ONCE), (table,)


def _asked(seen: Seen) -> tuple[Section, ...]:
    questions = tuple((n, seen.book.questions[code].said) for n, code in enumerate(seen.content["questions"], 1))
    papers = tuple((n, seen.book.papers[code].said) for n, code in enumerate(seen.content.get("wanted", []), 1))
    columns = (words.NUMBER, words.QUESTION)
    return (
        Section(title=words.ASKED_TITLE, columns=columns, rows=questions),
        Section(title=words.WANTED_TITLE, columns=(words.NUMBER, words.PAPER), rows=papers),
    )


def _standing(seen: Seen) -> Section:
    rows: list[tuple[Cell, ...]] = [(words.STATE, seen.item.state), (words.OPENED, seen.opened_at)]
    rows += [(clock.limit, clock.explanation) for clock in seen.clocks if clock.ended_at is None]
    return Section(title=words.STATUS_TITLE, rows=tuple(rows))


def extract_letter(*, number: str, extract: Extract, english: bool, now: datetime) -> CertifiedExtract:
    """The certified extract, or the written decision, of what was found under ``number``. Raises NoContact."""
    rules = book(extract.content["book"])
    decision = extract.kind == "decision"
    return CertifiedExtract(
        office=office_of(extract.office, english=english),
        file_number=extract.made_on.isoformat(),
        written_on=now.astimezone(CHINA).date(),
        title=words.DECISION_TITLE if decision else words.EXTRACT_TITLE,
        paragraphs=_paragraphs(extract, rules),
        sections=(*_people(extract), _papers_seen(extract, rules)),
        number=number,
        complaint=words.COMPLAINT,
    )


def _paragraphs(extract: Extract, rules: RuleBook) -> tuple[Sentence, ...]:
    if extract.kind == "decision":
        decision = extract.content["decision"]
        ground = listed("refuse_registration", rules)[decision["reason"]]
        finding = decision["finding"]
        return (
            Sentence(words.DECIDED.zh.format(ground=ground.zh), words.DECIDED.en.format(ground=ground.en)),
            Sentence(words.FOUND.zh + finding, words.FOUND.en + finding),
        )
    said = [words.REGISTERED]
    if extract.content["outstanding"]:
        said.append(words.OUTSTANDING)
    if extract.content["corrections"]:
        said.append(words.CORRECTED)
    if extract.replaced_on is not None:
        said.append(words.REPLACED)
    return tuple(said)


def _people(extract: Extract) -> tuple[Section, ...]:
    parties = extract.content["parties"]
    registrant = parties["registrant"]
    rows: Sequence[tuple[Cell, ...]] = [
        (one["name"], one["identifier"], one["born"], words.SEXES[one["sex"]]) for one in parties["named"]
    ]
    return (
        Section(
            title=words.REGISTRANT,
            rows=(
                (words.NAME, registrant["name"]),
                (words.BORN, registrant["born"]),
                (words.SEX, words.SEXES[registrant["sex"]]),
                (words.ON, extract.content["on"]),
            ),
        ),
        Section(title=words.NAMED, columns=(words.NAME, words.IDENTIFIER, words.BORN, words.SEX), rows=tuple(rows)),
    )


def _papers_seen(extract: Extract, rules: RuleBook) -> Section:
    rows = tuple((n, rules.papers[code].said) for n, code in enumerate(extract.content["papers"], 1))
    return Section(title=words.PAPERS_TITLE, columns=(words.NUMBER, words.PAPER), rows=rows)
