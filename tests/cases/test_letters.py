"""Letters of cases: each says all that it must, in both languages, loses nothing of a long name, and is on record."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest

from suixing.cases.errors import NotThere
from suixing.cases.models import Case, Letter, StatusLink
from suixing.cases.queries import standing
from suixing.directory.actions import NewContact, update_contact
from suixing.journal.models import Entry
from suixing.journeys.cases import letters, records
from suixing.journeys.cases.letters import NothingToSay
from suixing.journeys.welcome import NoContact
from suixing.kernel.errors import Sentence
from suixing.papers.letters import CaseLetter, Cell, CertifiedExtract
from suixing.papers.typesetting import typeset
from tests.cases.conftest import ASK, SUBJECT, Desk, House
from tests.cases.test_registration import FIRST, REGISTRANT, SECOND, content
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.papers.letters import squeezed, text

SITE = "https://suixing.invalid"
LONG = "阿卜杜热合曼江·买买提吐尔逊尼亚孜·阿卜力克木"
LATIN = "Abdurahmanjan Muhemmettursunniyaz Ablikim"
LANGUAGES = ("zh", "en")


@pytest.fixture(autouse=True)
def _contacts(house: House) -> None:
    contact = NewContact("0755-2800 0000", "观澜大道100号", "工作日 9:00–18:00", "100 Guanlan Avenue")
    update_contact(office=FUCHENG, by="chen", now=NOW, contact=contact)


def write(desk: Desk, case: UUID, kind: str, language: str = "zh") -> CaseLetter:
    with desk.sitting():
        return letters.letter_for(
            case=case, kind=kind, site=SITE, english=language == "en", office=desk.office, by=desk.name,
            now=desk.house.now,
        )  # fmt: skip


def said(cell: Cell, language: str) -> str:
    """A cell as it stands on paper; days and instants have tests of their own."""
    if isinstance(cell, Sentence):
        return cell.in_language(language)
    return cell if isinstance(cell, str) else ""


def everything(letter: CaseLetter | CertifiedExtract, language: str) -> Iterator[str]:
    """All that a letter has to say."""
    yield from (letter.title.in_language(language), letter.complaint.in_language(language))
    yield from (letter.office.name.in_language(language), letter.office.address, letter.office.telephone)
    yield from (paragraph.in_language(language) for paragraph in letter.paragraphs)
    for section in letter.sections:
        yield section.title.in_language(language)
        yield from (column.in_language(language) for column in section.columns)
        yield from (said(cell, language) for row in section.rows for cell in row)
    if isinstance(letter, CaseLetter):
        yield from (letter.name, letter.status_code, letter.status_address)
    else:
        yield letter.number


def lost(letter: CaseLetter | CertifiedExtract, language: str) -> list[str]:
    """What the printed letter does not say."""
    printed = text(typeset(letter, language=language))
    return [one for one in everything(letter, language) if squeezed(one) not in printed]


def missing_papers(house: House, *named: dict[str, object]) -> UUID:
    case = house.fucheng.open("registration", content(house, *named))
    told = house.now.date().isoformat()
    house.fucheng.takes(case, "tell_missing", {"on": told, "missing": ["birth_certificate", "identity_card"]})
    return case


def request(house: House, **subject: object) -> UUID:
    asked = {**ASK, "subject": {**SUBJECT, **subject}, "wanted": ["household_register"]}
    case = house.fucheng.open("request", asked, answering=ZHONGZHOU)
    house.fucheng.takes(case, "show", {"way": "at_the_desk"})
    return case


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [SUBJECT["name"], LONG, LATIN], ids=["short", "long", "latin"])
def test_what_is_missing_is_told_at_once_and_in_writing(house: House, language: str, name: str) -> None:
    letter = write(house.fucheng, missing_papers(house, {**FIRST, "name": name}), "missing", language)
    assert letter.name == name
    (table,) = letter.sections
    assert len(table.rows) == 2
    assert lost(letter, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [SUBJECT["name"], LONG, LATIN], ids=["short", "long", "latin"])
def test_she_sees_a_request_about_her_before_it_is_answered(house: House, language: str, name: str) -> None:
    letter = write(house.fucheng, request(house, name=name), "request", language)
    questions, wanted = letter.sections
    assert (len(questions.rows), len(wanted.rows)) == (2, 1)
    assert lost(letter, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [SUBJECT["name"], LONG, LATIN], ids=["short", "long", "latin"])
def test_how_a_case_stands_is_told_with_why_it_is_due_when_it_is(house: House, language: str, name: str) -> None:
    case = house.fucheng.open("verification", {**ASK, "subject": {**SUBJECT, "name": name}}, answering=ZHONGZHOU)
    house.work()
    letter = write(house.fucheng, case, "status", language)
    (clock,) = house.fucheng.sees(case).clocks
    assert (clock.limit, clock.explanation) in letter.sections[0].rows
    assert lost(letter, language) == []


def ended(house: House, step: str, said_in_it: dict[str, object], *named: dict[str, object]) -> str:
    case = house.fucheng.open("registration", content(house, *named))
    if step == "register":
        house.fucheng.takes(case, "nothing_to_ask", {"reason": "pass_shown"})
    number = house.fucheng.takes(case, step, said_in_it).number_shown_once
    assert number is not None
    return number


def find(house: House, number: str) -> records.Extract:
    with house.fucheng.sitting():
        found = records.find_extract(number=number, office=FUCHENG, by="chen", now=house.now)
    assert found is not None
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_extract_names_who_was_registered_and_every_one_named(house: House, language: str) -> None:
    both = ({**FIRST, "name": LONG, "pass": True}, {**SECOND, "name": LATIN, "pass": True})
    number = ended(house, "register", {}, *both)
    letter = letters.extract_letter(number=number, extract=find(house, number), english=language == "en", now=NOW)
    printed = text(typeset(letter, language=language))
    assert lost(letter, language) == []
    for one in (
        str(REGISTRANT["name"]),
        str(REGISTRANT["born"]),
        LONG,
        LATIN,
        FIRST["identifier"],
        SECOND["identifier"],
        number,
    ):
        assert squeezed(str(one)) in printed
    titles = {"zh": "生育登记证明", "en": "Certified extract of a birth registration"}
    assert squeezed(titles[language]) in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_gives_its_ground_rule_finding_and_how_to_complain(house: House, language: str) -> None:
    number = ended(house, "refuse", {"reason": "papers_false", "finding": "编号“№7”查无"}, FIRST)
    letter = letters.extract_letter(number=number, extract=find(house, number), english=language == "en", now=NOW)
    printed = text(typeset(letter, language=language))
    assert lost(letter, language) == []
    assert "V4" in printed
    assert squeezed("编号“№7”查无") in printed


def test_a_corrected_extract_carries_that_it_is_and_the_old_one_that_it_was_replaced(house: House) -> None:
    number = ended(house, "register", {}, {**FIRST, "pass": True})
    parties = find(house, number).content["parties"]
    right = {**parties, "registrant": {**REGISTRANT, "name": LONG}}
    with house.fucheng.sitting():
        fresh = records.correct(number=number, parties=right, office=FUCHENG, by="chen", now=house.now)
    assert fresh != number
    new, old = find(house, fresh), find(house, number)
    assert new.content["corrections"][0]["parties"] == parties  # what it said stays
    assert old.replaced_on is not None
    letter = letters.extract_letter(number=fresh, extract=new, english=False, now=NOW)
    assert "更正" in text(typeset(letter, language="zh"))
    assert LONG in text(typeset(letter, language="zh"))
    replaced = letters.extract_letter(number=number, extract=old, english=False, now=NOW)
    assert "替代" in text(typeset(replaced, language="zh"))
    with house.fucheng.sitting(), pytest.raises(NotThere):
        records.correct(number=number, parties=right, office=FUCHENG, by="chen", now=house.now)


def test_an_extract_is_destroyed_at_her_wish(house: House) -> None:
    number = ended(house, "register", {}, {**FIRST, "pass": True})
    with house.fucheng.sitting():
        records.destroy(number=number, office=FUCHENG, by="chen", now=house.now)
        assert records.find_extract(number=number, office=FUCHENG, by="chen", now=house.now) is None


def test_another_office_finds_no_extract_by_the_number(house: House) -> None:
    number = ended(house, "register", {}, {**FIRST, "pass": True})
    neighbour = house.desk("lin", GUANHU)
    with neighbour.sitting():
        assert records.find_extract(number=number, office=GUANHU, by="lin", now=house.now) is None


def test_each_letter_brings_a_code_of_its_own_and_all_hold(house: House) -> None:
    case = missing_papers(house)
    codes = {write(house.fucheng, case, kind).status_code for kind in ("missing", "status", "status")}
    assert len(codes) == 3
    assert StatusLink.objects.count() == 3
    with as_role("serving", ""):
        assert all(standing(code)[0].state_code == "incomplete" for code in codes)


def test_a_letter_names_no_procedure_that_tells_of_a_family(house: House) -> None:
    """Title, greeting and where it stands are neutral; only the extract says what was registered (V1)."""
    case = missing_papers(house)
    for kind in ("missing", "status"):
        for language in LANGUAGES:
            letter = write(house.fucheng, case, kind, language)
            outside = " ".join((letter.title.both(), letter.status_address, letter.file_number))
            assert "生育" not in outside
            assert "birth" not in outside.lower()


def test_what_is_owed_is_printed_in_one_go_and_then_on_record(house: House) -> None:
    missing_papers(house)
    request(house)
    with house.fucheng.sitting():
        assert [one.kind for one in letters.letters_owed(office=FUCHENG)] == ["missing", "request"]
        made = letters.todays(site=SITE, english=False, office=FUCHENG, by="chen", now=house.now)
        assert len(made) == 2
        assert letters.letters_owed(office=FUCHENG) == []
    assert Letter.objects.exclude(printed_at=None).count() == 2
    assert Entry.objects.filter(act="case.letter_printed").count() == 2
    assert {LONG in text(typeset(one, language="zh")) for one in made} == {False}


def test_how_a_letter_reached_her_is_noted(house: House) -> None:
    case = missing_papers(house)
    write(house.fucheng, case, "missing")
    (held,) = Letter.objects.all()
    today = house.now.date()

    def note(on: date, channel: str) -> None:
        with house.fucheng.sitting():
            letters.note_delivery(letter=held.pk, on=on, channel=channel, office=FUCHENG, by="chen", now=house.now)

    for on, channel in ((today + timedelta(days=2), "desk"), (today, "pigeon")):
        with pytest.raises(NothingToSay):
            note(on, channel)
    note(today, "registered_letter")
    held.refresh_from_db()
    assert (held.reached_on, held.channel, held.noted_by) == (today, "registered_letter", "chen")


def test_an_unprinted_letter_reached_nobody(house: House) -> None:
    missing_papers(house)
    (held,) = Letter.objects.all()
    with house.fucheng.sitting(), pytest.raises(NothingToSay):
        letters.note_delivery(
            letter=held.pk, on=house.now.date(), channel="desk", office=FUCHENG, by="chen", now=house.now
        )


@pytest.mark.parametrize("kind", ["missing", "request", "nonsense", ""])
def test_a_letter_that_there_is_not_is_not_printed(house: House, kind: str) -> None:
    case = house.fucheng.open("registration", content(house, FIRST))
    with pytest.raises(NothingToSay):
        write(house.fucheng, case, kind)
    assert not Letter.objects.exists()
    assert not StatusLink.objects.exists()


def test_an_office_without_contact_prints_none(house: House) -> None:
    neighbour = house.desk("lin", GUANHU)
    case = neighbour.open("verification", ASK, answering=ZHONGZHOU)
    with pytest.raises(NoContact):
        write(neighbour, case, "status")
    assert not StatusLink.objects.exists()


def test_another_offices_case_has_no_letter_here(house: House) -> None:
    case = missing_papers(house)
    with pytest.raises(NotThere):
        write(house.desk("lin", GUANHU), case, "missing")
    assert Case.objects.filter(pk=case).exists()
    assert not Letter.objects.exclude(printed_at=None).exists()
