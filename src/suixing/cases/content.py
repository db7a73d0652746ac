"""Whether what a step was given fits: closed questions, listed papers, listed reasons.

What crosses to another office is checked here before it leaves and again where it arrives, so that no free text
about a person can travel, whoever wrote it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from suixing.cases.errors import BadContent
from suixing.cases.procedures.steps import Field, Kind
from suixing.kernel.errors import Sentence
from suixing.papers.queries import LARGEST_BYTES
from suixing.rules.books import RuleBook
from suixing.rules.books_model import Names
from suixing.rules.identifiers import Flaw, read_identifier

S = Sentence
MISSING = S("请填写。", "Fill this in.")
NOT_LISTED = S("请从所列项目中选择。", "Choose from the list.")
NOT_A_DAY = S("请填写日期。", "Enter a date.")
NOT_AN_OFFICE = S("请填写机构代码。", "Enter the office's code.")
NOT_AGREED = S("未经本人同意不能办理。", "It cannot be done without the person's consent.")
NOT_A_SUBJECT = S("请核对姓名、证件号码和出生日期。", "Check name, identity number and date of birth.")
TOO_LONG = S("最多 {most} 字。", "At most {most} characters.")
NOT_A_FILE = S("请从本办件的材料中选择要发送的文件。", "Choose what is to be sent from the papers of this case.")
TOO_MANY_FILES = S("一次最多发送 {most} 份文件。", "At most {most} files are sent at a time.")
MOST_TEXT = 2000
MOST_FILES = 10
LARGEST_FILE = LARGEST_BYTES
MOST_NAME = 100
NAME_SIGNS = " ·•・.-'’"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[0-9]{2,12}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Ground:
    """What content is held against: the rule book of the case, and the day."""

    book: RuleBook
    today: date


class _FaultError(Exception):
    def __init__(self, sentence: Sentence) -> None:
        super().__init__()
        self.sentence = sentence


def check(fields: Sequence[Field], given: Mapping[str, Any], ground: Ground) -> dict[str, Any]:
    """The content in plain JSON values, nothing beyond ``fields``; raises BadContent with a sentence a field."""
    faults: dict[str, Sentence] = {}
    kept: dict[str, Any] = {}
    for field in fields:
        value = given.get(field.name)
        if value in (None, "", [], {}):
            if field.kind is Kind.FLAG:
                kept[field.name] = False
            if field.needed:
                faults[field.name] = NOT_AGREED if field.kind is Kind.FLAG else MISSING
            continue
        try:
            kept[field.name] = _CHECKS[field.kind](field, value, ground)
        except _FaultError as fault:
            faults[field.name] = fault.sentence
    if set(given) - {field.name for field in fields}:
        raise BadContent({"": NOT_LISTED})
    if faults:
        raise BadContent(faults)
    for field in fields:
        if field.kind is Kind.FLAG and field.needed and not kept[field.name]:
            raise BadContent({field.name: NOT_AGREED})
    return kept


def _subject(_: Field, value: Any, ground: Ground) -> dict[str, Any]:
    if not isinstance(value, Mapping) or set(value) != {"name", "identifier", "born", "sex"}:
        raise _FaultError(NOT_A_SUBJECT)
    identifier = read_identifier(str(value["identifier"]), today=ground.today)
    try:
        born = date.fromisoformat(str(value["born"])).isoformat()
    except ValueError:
        raise _FaultError(NOT_A_SUBJECT) from None
    if isinstance(identifier, Flaw) or value["sex"] not in (0, 1, 2, 9):
        raise _FaultError(NOT_A_SUBJECT)
    return {"name": _name(value["name"]), "identifier": identifier.value, "born": born, "sex": value["sex"]}


def _name(value: Any) -> str:
    """A name and nothing else: it crosses, and must not become a way for free text."""
    plain = _text(value, MOST_NAME)
    if not plain or any(unicodedata.category(sign)[0] not in "LM" and sign not in NAME_SIGNS for sign in plain):
        raise _FaultError(NOT_A_SUBJECT)
    return plain


def _text(value: Any, most: int) -> str:
    plain = _CONTROL.sub("", str(value)).strip()
    if len(plain) > most:
        raise _FaultError(TOO_LONG.format(most=most))
    return plain


def _free(_: Field, value: Any, __: Ground) -> str:
    return _text(value, MOST_TEXT)


def _some(allowed: "Callable[[str], bool]", value: Any) -> list[str]:
    if (
        not isinstance(value, list | tuple)
        or not value
        or not all(isinstance(one, str) and allowed(one) for one in value)
    ):
        raise _FaultError(NOT_LISTED)
    return list(dict.fromkeys(value))


def _questions(field: Field, value: Any, ground: Ground) -> list[str]:
    kinds = field.among.split()
    return _some(lambda code: code in open_questions(kinds, ground.book), value)


def open_questions(kinds: Sequence[str], book: RuleBook) -> dict[str, Sentence]:
    """The questions of these kinds that name nothing but the person herself."""
    return {
        code: question.said
        for code, question in book.questions.items()
        if question.kind in kinds and question.names is Names.NOTHING
    }


def papers_listed(among: str, book: RuleBook) -> dict[str, Sentence]:
    """The rule book's papers; with ``copies`` only those of which one office may send another a copy (X1)."""
    return {code: one.said for code, one in book.papers.items() if among != "copies" or one.certified_copy}


def _papers(field: Field, value: Any, ground: Ground) -> list[str]:
    return _some(lambda code: code in papers_listed(field.among, ground.book), value)


def _files(field: Field, value: Any, ground: Ground) -> list[dict[str, Any]]:
    """``[{"id", "code", "size", "sha256"}]``: which papers cross, of kinds of which a copy may."""
    if not isinstance(value, list):
        raise _FaultError(NOT_A_FILE)
    if len(value) > MOST_FILES:
        raise _FaultError(TOO_MANY_FILES.format(most=MOST_FILES))
    kept = [_file(one, papers_listed(field.among, ground.book)) for one in value]
    if len({one["id"] for one in kept}) < len(kept):
        raise _FaultError(NOT_A_FILE)
    return kept


def _file(one: Any, allowed: Mapping[str, Sentence]) -> dict[str, Any]:
    try:
        number = str(UUID(one["id"]))
        code, size, digest = one["code"], one["size"], one["sha256"]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _FaultError(NOT_A_FILE) from None
    fits = type(size) is int and 0 < size <= LARGEST_FILE and isinstance(digest, str) and _DIGEST.fullmatch(digest)
    if code not in allowed or not fits or set(one) != {"id", "code", "size", "sha256"}:
        raise _FaultError(NOT_A_FILE)
    return {"id": number, "code": code, "size": size, "sha256": digest}


def _some_of(field: Field, value: Any, ground: Ground) -> list[str]:
    return _some(lambda code: code in listed(field.among, ground.book), value)


def _one_of(field: Field, value: Any, ground: Ground) -> str:
    if not isinstance(value, str) or value not in listed(field.among, ground.book):
        raise _FaultError(NOT_LISTED)
    return value


def listed(among: str, book: RuleBook) -> Mapping[str, Sentence]:
    """A list of the rule book by its name; papers are one too: all (``papers_…``), or those that may cross (copies)."""
    if among == "copies" or among.startswith("papers_"):
        return papers_listed(among, book)
    return book.reasons.get(among, {})


def _answers(field: Field, value: Any, ground: Ground) -> dict[str, dict[str, str]]:
    """``{question: {"answer": code}}``, and with ``"reason"`` where it was not confirmed."""
    kinds = field.among.split()
    kept: dict[str, dict[str, str]] = {}
    if not isinstance(value, Mapping):
        raise _FaultError(NOT_LISTED)
    for code, said in value.items():
        question = ground.book.questions.get(code)
        if question is None or question.kind not in kinds or not isinstance(said, Mapping):
            raise _FaultError(NOT_LISTED)
        answer, reason = said.get("answer"), said.get("reason") or ""
        if answer not in question.answers or set(said) - {"answer", "reason"}:
            raise _FaultError(NOT_LISTED)
        needs_reason = answer == "not_confirmed"
        if needs_reason and reason not in ground.book.reasons[question.reasons]:
            raise _FaultError(S("未予确认的，请选择理由。", "Where it is not confirmed, choose the reason."))
        kept[code] = {"answer": answer, "reason": reason} if needs_reason else {"answer": answer}
    return kept


def _day(_: Field, value: Any, __: Ground) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise _FaultError(NOT_A_DAY) from None


def _instant(_: Field, value: Any, __: Ground) -> str:
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise _FaultError(NOT_A_DAY) from None
    if instant.tzinfo is None:
        raise _FaultError(NOT_A_DAY)
    return instant.isoformat()


def _office(_: Field, value: Any, __: Ground) -> str:
    if not isinstance(value, str) or _CODE.fullmatch(value) is None:
        raise _FaultError(NOT_AN_OFFICE)
    return value


def _flag(_: Field, value: Any, __: Ground) -> bool:
    return value is True


def _parties(_: Field, value: Any, ground: Ground) -> dict[str, Any]:
    """Who is registered, and one or two who are named with their numbers and home places. Nothing else has a place."""
    if not isinstance(value, Mapping) or set(value) != {"registrant", "named"}:
        raise _FaultError(MISSING)
    registrant, named = value["registrant"], value["named"]
    if not isinstance(registrant, Mapping) or set(registrant) != {"name", "born", "sex"}:
        raise _FaultError(MISSING)
    if not isinstance(named, list) or not 1 <= len(named) <= 2:
        raise _FaultError(S("请填写一至两位父母。", "Name one or two parents."))
    kept = []
    for one in named:
        if not isinstance(one, Mapping) or set(one) != {"name", "identifier", "born", "sex", "home", "pass"}:
            raise _FaultError(NOT_A_SUBJECT)
        subject = _subject(_, {key: one[key] for key in ("name", "identifier", "born", "sex")}, ground)
        home = _office(_, one["home"], ground) if one["home"] else ""
        kept.append({**subject, "home": home, "pass": one["pass"] is True})
    if len({one["identifier"] for one in kept}) < len(kept):
        raise _FaultError(S("两位父母的证件号码相同。", "Both parents have the same number."))
    if registrant["sex"] not in (0, 1, 2, 9):
        raise _FaultError(NOT_LISTED)
    return {
        "registrant": {
            "name": _name(registrant["name"]), "born": _day(_, registrant["born"], ground), "sex": registrant["sex"],
        },
        "named": kept,
    }  # fmt: skip


_CHECKS: dict[Kind, Callable[[Field, Any, Ground], Any]] = {
    Kind.SUBJECT: _subject,
    Kind.QUESTIONS: _questions,
    Kind.ANSWERS: _answers,
    Kind.PAPERS: _papers,
    Kind.FILES: _files,
    Kind.ONE_OF: _one_of,
    Kind.SOME_OF: _some_of,
    Kind.DAY: _day,
    Kind.INSTANT: _instant,
    Kind.OFFICE: _office,
    Kind.DIVISION: _office,
    Kind.FLAG: _flag,
    Kind.PARTIES: _parties,
    Kind.TEXT: _free,
}
