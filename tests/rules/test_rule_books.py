"""Rule books: each number by hand, which book holds where and when, and what a local book may not do."""

import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import pytest

from suixing.kernel.errors import Refusal, Sentence
from suixing.rules.books import Answer, AskedIn, QuestionKind, When, book, book_for, chosen_book, effective_limit
from suixing.rules.books import shipped_books as shipped
from suixing.rules.books_reading import LIMIT_KEYS, read_books
from suixing.rules.books_table import RULES
from suixing.rules.limits import Limit, Unit, read_limit
from tests.shape.source import DOCS

FOLDER = files("suixing.rules") / "data" / "books"
NATIONAL = (FOLDER / "CN-2009.toml").read_text("utf-8")
LOCAL = (FOLDER / "CQ-2010.toml").read_text("utf-8")
ZHONGZHOU, FUCHENG = "500233001", "440309005"

# Written by hand from the rules, not from the books: duty, rule, limit, extension.
BY_HAND = [
    ("ask_verification", "V2", 7, Unit.WORKING_DAYS, None),
    ("answer_verification", "V3", 15, Unit.WORKING_DAYS, None),
    ("decide_registration", "V4", 1, Unit.WORKING_DAYS, None),
    ("tell_missing_papers", "T3", 1, Unit.WORKING_DAYS, None),
    ("notify_registration", "V5", 15, Unit.WORKING_DAYS, None),
    ("notify", "X3", 15, Unit.WORKING_DAYS, None),
    ("answer_request", "X1", 30, Unit.DAYS, 15),
    ("answer_request_pressing", "X1", 15, Unit.DAYS, None),
    ("answer_request_urgent", "X1", 24, Unit.HOURS, None),
    ("answer_consultation", "X2", 7, Unit.WORKING_DAYS, None),
    ("accept_move", "G2", 7, Unit.WORKING_DAYS, None),
    ("forward_pass_application", "P2", 1, Unit.WORKING_DAYS, None),
    ("issue_pass", "P1", 3, Unit.WORKING_DAYS, None),
    ("answer_complaint", "A1", 15, Unit.WORKING_DAYS, 15),
    ("appeal_complaint", "A1", 15, Unit.WORKING_DAYS, None),
    ("answer_correction", "A5", 15, Unit.WORKING_DAYS, None),
    ("coordinate", "T5", 7, Unit.WORKING_DAYS, None),
]
LOCAL_BY_HAND = {
    "ask_verification": (5, None), "answer_verification": (10, None), "notify_registration": (10, None),
    "notify": (10, None), "answer_request": (20, 10), "answer_request_pressing": (10, None),
    "answer_consultation": (5, None), "issue_pass": (2, None),
}  # fmt: skip


@pytest.mark.parametrize(("key", "rule", "amount", "unit", "extension"), BY_HAND)
def test_the_national_limit(key: str, rule: str, amount: int, unit: Unit, extension: int | None) -> None:
    found = book("CN-2009").limits[key]
    assert found.limit == Limit(amount, unit)
    assert found.rules == (rule,)
    assert found.extension == (None if extension is None else Limit(extension, unit))
    assert found.extendable == (extension is not None)
    assert (found.extension_reasons is not None) == found.extendable


@pytest.mark.parametrize(("key", "rule", "amount", "unit", "extension"), BY_HAND)
def test_the_limit_in_chongqing(key: str, rule: str, amount: int, unit: Unit, extension: int | None) -> None:
    amount, extension = LOCAL_BY_HAND.get(key, (amount, extension))
    found = book("CQ-2010").limits[key]
    assert found.limit == Limit(amount, unit)
    assert found.rules == (rule,)
    assert found.extension == (None if extension is None else Limit(extension, unit))


def test_every_limit_is_written_down_by_hand() -> None:
    assert {key for key, *_ in BY_HAND} == set(LIMIT_KEYS)
    assert all(set(one.limits) == set(LIMIT_KEYS) for one in shipped())


def test_the_books_know_all_rules_that_are_documented() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    assert all(f"| {letter}{last} |" in page for letter, last in RULES.items())
    assert not any(f"| {letter}{last + 1} |" in page for letter, last in RULES.items())


@pytest.mark.parametrize(
    ("place", "on", "code"),
    [
        (ZHONGZHOU, date(2026, 11, 2), "CQ-2010"),
        (FUCHENG, date(2026, 11, 2), "CN-2009"),
        ("50", date(2010, 1, 1), "CQ-2010"),
        (ZHONGZHOU, date(2009, 12, 31), "CN-2009"),
        (ZHONGZHOU, date(2009, 10, 1), "CN-2009"),
        ("440309005001", date(2026, 11, 2), "CN-2009"),
    ],
)
def test_the_book_of_a_place_and_a_day(place: str, on: date, code: str) -> None:
    assert book_for(place=place, on=on).code == code


def test_before_the_first_book_there_is_none() -> None:
    with pytest.raises(Refusal, match="2009-10-01"):
        book_for(place=ZHONGZHOU, on=date(2009, 9, 30))


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(Refusal):
        book("CN-1999")


def test_a_book_ends_with_its_last_day() -> None:
    until = LOCAL.replace("valid_from = 2010-01-01", "valid_from = 2010-01-01\nvalid_until = 2014-12-31")
    after = until.replace("CQ-2010", "CQ-2015").replace("2010-01-01", "2015-01-01").replace("2014-12-31", "2019-12-31")
    books = read_books([NATIONAL, until, after])
    found = [
        chosen_book(books, place=ZHONGZHOU, on=on).code
        for on in (date(2014, 12, 31), date(2015, 1, 1), date(2019, 12, 31), date(2020, 1, 1))
    ]
    assert found == ["CQ-2010", "CQ-2015", "CQ-2015", "CN-2009"]


def test_the_most_specific_book_holds() -> None:
    county = LOCAL.replace("CQ-2010", "CQ-ZX-2010").replace('place = "50"', 'place = "500233"')
    books = read_books([county, LOCAL, NATIONAL])
    assert chosen_book(books, place=ZHONGZHOU, on=date(2026, 1, 1)).code == "CQ-ZX-2010"
    assert chosen_book(books, place="500234001", on=date(2026, 1, 1)).code == "CQ-2010"


def test_an_agreement_holds_where_it_is_shorter() -> None:
    """X6."""
    held = book("CN-2009")
    assert effective_limit(held, "answer_verification") == read_limit("15 working days")
    assert (
        effective_limit(held, "answer_verification", [read_limit("20 working days")])
        == held.limits["answer_verification"].limit
    )
    agreed = [read_limit("10 working days"), read_limit("5 working days"), read_limit("12 working days")]
    assert effective_limit(held, "answer_verification", agreed) == read_limit("5 working days")
    with pytest.raises(Refusal):
        effective_limit(held, "answer_letters")


def test_a_local_book_keeps_all_else_of_the_one_it_extends() -> None:
    base, local = book("CN-2009"), book("CQ-2010")
    assert (local.extends, local.place) == ("CN-2009", "50")
    assert (local.questions, local.papers, local.reasons) == (base.questions, base.papers, base.reasons)
    assert local.required_papers == base.required_papers
    assert local.limits["coordinate"] == base.limits["coordinate"]
    assert local.limits["notify"].citation == "ours"
    assert local.limits["notify"].said == base.limits["notify"].said


# What is asked


def test_a_verification_asks_only_about_identity_residence_and_entitlement() -> None:
    """V2."""
    kinds = {one.kind for one in book("CN-2009").questions.values() if AskedIn.VERIFICATION in one.asked_in}
    assert kinds == {QuestionKind.IDENTITY, QuestionKind.RESIDENCE, QuestionKind.ENTITLEMENT}


def test_a_request_asks_only_about_residence_and_documents() -> None:
    """X1."""
    kinds = {one.kind for one in book("CN-2009").questions.values() if AskedIn.REQUEST in one.asked_in}
    assert kinds == {QuestionKind.RESIDENCE, QuestionKind.DOCUMENT}


def test_every_question_has_closed_answers_and_reasons() -> None:
    held = book("CN-2009")
    for code, question in held.questions.items():
        assert code == question.code
        assert question.kind == code.partition(".")[0]
        assert question.answers == tuple(Answer)
        assert held.reasons[question.reasons]


def test_no_registration_is_refused_but_for_papers_that_are_false_or_about_another() -> None:
    """V4."""
    assert set(book("CN-2009").reasons["refuse_registration"]) == {"papers_false", "papers_about_another"}


def test_outside_of_what_may_be_asked_is_an_answer() -> None:
    """X1."""
    assert "outside" in book("CN-2009").reasons["no_answer_possible"]


def test_a_registration_needs_the_identity_cards_alone_unless_something_is_to_be_proved() -> None:
    """V1."""
    required = book("CN-2009").required_papers["birth_registration"]
    always = [one for one in required if one.when is When.ALWAYS]
    assert [(one.papers, one.for_each_parent) for one in always] == [(("identity_card",), True)]
    assert {one.when for one in required} == {When.ALWAYS, When.PARENTAGE_TO_PROVE, When.ENTITLEMENT_CLAIMED}


def test_a_pass_needs_the_identity_card_alone() -> None:
    """P1; who acts for another brings the mandate (P2)."""
    required = book("CN-2009").required_papers["pass_application"]
    assert {one.when: one.papers for one in required} == {
        When.ALWAYS: ("identity_card",), When.ACTS_FOR_ANOTHER: ("mandate",),
    }  # fmt: skip


def test_complaints_name_what_an_office_answers_for() -> None:
    """A4."""
    assert len(book("CN-2009").reasons["complaint_ground"]) == 10
    assert set(book("CN-2009").reasons["complaint_outcome"]) == {
        "upheld", "partially_upheld", "rejected", "withdrawn", "redirected",
    }  # fmt: skip


def sentences() -> Iterator[tuple[str, Sentence]]:
    for held in shipped():
        yield "title", held.title
        for part in (held.limits, held.questions, held.papers, held.reason_lists):
            yield from ((key, entry.said) for key, entry in part.items())
        for name, codes in held.reasons.items():
            yield from ((f"{name}.{code}", said) for code, said in codes.items())
        for procedure, required in held.required_papers.items():
            yield from ((procedure, one.said) for one in required)
        yield from held.sources.items()


def test_every_entry_is_said_in_both_languages() -> None:
    found = list(sentences())
    assert len(found) > 200
    for key, said in found:
        assert any("\u4e00" <= char <= "\u9fff" for char in said.zh), key
        assert not any("\u4e00" <= char <= "\u9fff" for char in said.en), key


# What fails to load


def refused(*texts: str) -> str:
    with pytest.raises(Refusal) as refusal:
        read_books(texts)
    said = refusal.value.sentence
    assert said.zh
    assert "\n" not in said.en
    return said.en


@pytest.mark.parametrize("key", [key for key, *_ in BY_HAND])
def test_a_book_without_one_of_the_limits_is_refused(key: str) -> None:
    without = re.sub(rf"\[limits\.{key}\]\n(?:[a-z_]+ = .*\n)+", "", NATIONAL)
    assert without != NATIONAL
    assert f'lays down no limit "{key}"' in refused(without)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('limit = "5 working days"', 'limit = "8 working days"'), '"ask_verification" from 7 working days to 8'),
        (('limit = "10 days"', 'limit = "10 working days"'), '"answer_request_pressing" from 15 days to 10 working'),
        (('extension = "10 days"', 'extension = "16 days"'), "lengthen an extension"),
        (('[limits.notify]\n', '[limits.notify]\nextension = "1 working day"\n'), "lengthen an extension"),
        (('rules = ["V2"]', 'rules = ["V3"]'), "not change limits.ask_verification.rules"),
        (('rules = ["V2"]', 'rules = ["V9"]'), '"V9", which does not exist'),
        (("[limits.notify]", "[limits.tell]"), '"tell", which is not known'),
        (('cite = "ours"', 'cite = "Z 3"'), '"Z 3", which is none of its sources'),
        (('cite = "ours"', 'cite = "O"'), '"O", which is none of its sources'),
        (('limit = "5 working days"', 'limit = "soon"'), '"limit"'),
        (('en = "Rules for Chongqing (2010)"', ""), "lacks its words"),
        (('extends = "CN-2009"', 'extends = "CN-2008"'), '"CN-2008", is not there'),
        (('extends = "CN-2009"\n', ""), "place"),
        (('place = "50"', 'place = "5"'), '"place"'),
        (('place = "50"', ""), '"place"'),
        (("2010-01-01", "2009-01-01"), "is valid when CN-2009"),
        (("valid_from = 2010-01-01", "valid_from = 2010-01-01\nvalid_until = 2009-12-31"), "ends before it begins"),
        (("valid_from = 2010-01-01", 'valid_from = "2010"'), '"valid_from"'),
        (('code = "CQ-2010"', 'code = "cq"'), '"code"'),
        (('code = "CQ-2010"', 'code = "CN-2009"'), "two rule books"),
        (("[title]", "[papers.photograph]\n[title]"), "not change papers"),
        (("[title]", "[questions.identity.x]\n[title]"), "not change questions"),
        (("[title]", "[reasons.x]\n[title]"), "not change reasons"),
        (("[title]", "[[required_papers.move]]\n[title]"), "not change required_papers"),
        (("[title]", "[duties]\n[title]"), '"duties", which is not known'),
        (("[title]", '[drop_papers]\nmove = ["mandate"]\n[title]'), '"mandate" cannot be dropped'),
        (("[title]", '[drop_papers]\nmoving = ["mandate"]\n[title]'), '"moving", which is not known'),
        (("[title]", "[title"), "not a valid TOML"),
    ],
)  # fmt: skip
def test_a_local_book_that_does_more_than_it_may_is_refused(change: tuple[str, str], said: str) -> None:
    text = LOCAL.replace(*change, 1)
    assert text != LOCAL
    assert said in refused(NATIONAL, text)


def test_a_local_book_may_drop_a_paper() -> None:
    text = LOCAL.replace("[title]", '[drop_papers]\nbirth_registration = ["household_register"]\n[title]')
    local = next(one for one in read_books([NATIONAL, text]) if one.code == "CQ-2010")
    assert [one.when for one in local.required_papers["birth_registration"]] == [When.ALWAYS, When.PARENTAGE_TO_PROVE]


def test_a_local_book_may_drop_an_alternative_only_with_its_whole_requirement() -> None:
    """Of several papers any one is enough: without one of them it would be harder, not easier."""
    text = LOCAL.replace("[title]", '[drop_papers]\nbirth_registration = ["parentage_finding"]\n[title]')
    local = next(one for one in read_books([NATIONAL, text]) if one.code == "CQ-2010")
    left = [paper for one in local.required_papers["birth_registration"] for paper in one.papers]
    assert "birth_certificate" not in left


def test_a_local_book_cannot_extend_a_local_one() -> None:
    inner = LOCAL.replace('"CQ-2010"', '"CQ-ZX-2010"').replace('"CN-2009"', '"CQ-2010"')
    assert "is not there" in refused(NATIONAL, LOCAL, inner.replace('place = "50"', 'place = "500233"'))


def test_two_books_of_one_place_may_not_overlap() -> None:
    other = LOCAL.replace("CQ-2010", "CQ-2015").replace("2010-01-01", "2015-01-01")
    assert "overlap" in refused(NATIONAL, LOCAL, other)
    until = LOCAL.replace("valid_from = 2010-01-01", "valid_from = 2010-01-01\nvalid_until = 2014-12-31")
    assert len(read_books([NATIONAL, until, other])) == 3
    assert "overlap" in refused(NATIONAL, until, other.replace("2015-01-01", "2014-12-31"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('zh = "答复核实"', ""), "limits.answer_verification lacks its words"),
        (('zh = "姓名与登记是否一致"', ""), "questions.identity.name_matches lacks its words"),
        (("[questions.identity.name_matches]", "[questions.body.name_matches]"), '"body"'),
        (('asked_in = ["request"]\nnames = "paper"', 'asked_in = ["verification"]\nnames = "paper"'), '"asked_in"'),
        (('reasons = "not_confirmed"', 'reasons = "whatever"'), '"whatever", which is not listed'),
        (('extension_reasons = "extend_request"', 'extension_reasons = "x"'), '"x", which is not listed'),
        (('extension_reasons = "extend_request"', ""), '"extension_reasons"'),
        (('answers = ["confirmed",', 'answers = ["perhaps",'), '"answers"'),
        (('papers = ["identity_card"]', 'papers = ["photograph_of_her"]'), '"photograph_of_her", which is not listed'),
        (('when = "always"', 'when = "sometimes"'), '"when"'),
        (("for_each_parent = true", 'for_each_parent = "yes"'), '"for_each_parent"'),
        (('code = "CN-2009"', 'code = "CN-2009"\nplace = "50"'), '"place", which is not known'),
        (("[reasons.redirect.codes]", "[reasons.redirect.numbers]"), '"numbers", which is not known'),
        (("[limits.notify]", "[limits.notify]\nlimit_en = 3"), '"limit_en", which is not known'),
        (("[sources.O]", "[sources.o]"), '"o"'),
    ],
)  # fmt: skip
def test_a_faulty_book_is_refused_with_the_place_of_its_fault(change: tuple[str, str], said: str) -> None:
    text = NATIONAL.replace(*change, 1)
    assert text != NATIONAL
    assert said in refused(text)
