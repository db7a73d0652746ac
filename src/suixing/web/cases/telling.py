"""What was filled in, in words: codes by the rule book of the case, offices and places by their names."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.template.defaultfilters import filesizeformat

from suixing.cases.queries import Field, Kind, Seen, listed, procedure
from suixing.kernel.errors import Sentence
from suixing.places.queries import NATION, full_name, is_present_code
from suixing.rules.books import RuleBook
from suixing.rules.identifiers import mask
from suixing.web.cases.fields import ANSWERS
from suixing.web.cases.named import HOME, PASS, REGISTRANT
from suixing.web.desk.register_form import sex_in_words
from suixing.web.parts import SummaryRow
from suixing.web.words import day, in_active_language

YES, NO = Sentence("是", "Yes"), Sentence("否", "No")
NAMED = Sentence("列明的人", "Who is named")
BETWEEN = " · "
PROVINCE_DIGITS = 2
AN_OFFICE = Sentence("{province}的一个机构", "an office in {province}")


def rows_of(
    fields: Sequence[Field], content: Mapping[str, Any], book: RuleBook, *, whole: bool = False
) -> list[SummaryRow]:
    """One row for each field that something was said in. ``whole``: numbers are shown in full."""
    rows: list[SummaryRow] = []
    for field in fields:
        if field.name in content and content[field.name] not in (None, "", [], {}):
            rows += _rows(field, content[field.name], book, whole=whole)
    return rows


def opening_rows(seen: Seen) -> list[SummaryRow]:
    """What the case was opened with. Who has to answer is shown the number, to find her own record by."""
    return rows_of(procedure(seen.item.procedure).opening, seen.content, seen.book, whole=seen.item.side == "answering")


def _rows(field: Field, value: Any, book: RuleBook, *, whole: bool) -> list[SummaryRow]:
    if field.kind is Kind.SUBJECT:
        return [SummaryRow(field.says, _who(value, whole=whole))]
    if field.kind is Kind.PARTIES:
        registrant = value["registrant"]
        one = [registrant["name"], _born(registrant)]
        return [SummaryRow(REGISTRANT, one)] + [
            SummaryRow(NAMED, _who(named, whole=whole) + _home(named)) for named in value["named"]
        ]
    if field.kind is Kind.ANSWERS:
        return [SummaryRow(book.questions[code].said, _answer(code, said, book)) for code, said in value.items()]
    return [SummaryRow(field.says, _plain(field, value, book))]


def _who(value: Mapping[str, Any], *, whole: bool) -> list[str]:
    return [value["name"], value["identifier"] if whole else mask(value["identifier"]), _born(value)]


def _born(value: Mapping[str, Any]) -> str:
    return f"{in_active_language(sex_in_words(value['sex']))} · {day(date.fromisoformat(value['born']))}"


def _home(named: Mapping[str, Any]) -> list[str]:
    lines = []
    if named["home"]:
        lines.append(in_active_language(HOME) + BETWEEN + full_name(named["home"]))
    if named["pass"]:
        lines.append(in_active_language(PASS))
    return lines


def _answer(code: str, said: Mapping[str, str], book: RuleBook) -> str:
    answer = in_active_language(ANSWERS[said["answer"]])
    if not said.get("reason"):
        return answer
    reason = book.reasons[book.questions[code].reasons][said["reason"]]
    return answer + BETWEEN + in_active_language(reason)


def _plain(field: Field, value: Any, book: RuleBook) -> Any:
    said = value
    match field.kind:
        case Kind.QUESTIONS:
            said = [in_active_language(book.questions[code].said) for code in value]
        case Kind.PAPERS:
            said = [in_active_language(book.papers[code].said) for code in value]
        case Kind.FILES:
            said = [file_told(one, book) for one in value]
        case Kind.SOME_OF:
            said = [in_active_language(listed(field.among, book)[code]) for code in value]
        case Kind.ONE_OF:
            said = listed(field.among, book).get(value, value)
        case Kind.DAY:
            said = date.fromisoformat(value)
        case Kind.INSTANT:
            said = datetime.fromisoformat(value)
        case Kind.OFFICE | Kind.DIVISION:
            said = f"{place_name(value)} ({value})"
        case Kind.FLAG:
            said = YES if value else NO
    return said


def file_told(one: Mapping[str, Any], book: RuleBook) -> str:
    """A file that went along: its kind and its size."""
    return in_active_language(book.papers[one["code"]].said) + BETWEEN + filesizeformat(one["size"])


def place_name(code: str) -> str:
    """The name of an office's place; the code itself where the reader does not know it."""
    return full_name(code) if code == NATION or is_present_code(code) else code


def counterpart_name(code: str) -> Sentence | str:
    """The other side as far as this office may know it: by name, or only in which province it lies (X8)."""
    if not code:
        return ""
    if len(code) > PROVINCE_DIGITS or code == NATION:
        return place_name(code)
    name = place_name(code)
    return AN_OFFICE.format(province=name)
