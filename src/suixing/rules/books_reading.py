"""Read and check rule books. A local book may only shorten limits and drop papers; anything else fails to load."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from suixing.kernel.errors import Refusal, Sentence
from suixing.rules import books_faults as faults
from suixing.rules.books_model import (
    Answer,
    AskedIn,
    BookLimit,
    Names,
    Paper,
    Question,
    QuestionKind,
    ReasonList,
    Requirement,
    RuleBook,
    When,
)
from suixing.rules.books_table import Table, short
from suixing.rules.limits import never_longer

# Duties that procedures start a clock for: a book that leaves one out cannot be followed.
LIMIT_KEYS = (
    "ask_verification", "answer_verification", "notify_registration", "notify", "answer_request",
    "answer_request_pressing", "answer_request_urgent", "answer_consultation", "decide_registration", "accept_move",
    "forward_pass_application", "issue_pass", "answer_complaint", "appeal_complaint", "coordinate",
    "tell_missing_papers", "answer_correction",
)  # fmt: skip
_HEAD = ("code", "title", "extends", "place", "valid_from", "valid_until", "sources", "limits")
_BASE_ONLY = ("questions", "papers", "required_papers", "reasons")
_ENTRY = ("rules", "cite", "zh", "en")
_CODE = re.compile(r"[A-Z]{2,10}(-[A-Z0-9]{1,10})*-[0-9]{4}")
# A division's own digits: what every code below it begins with.
_PLACE = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")
# What a verification may ask: never more (V2).
_VERIFIED = (QuestionKind.IDENTITY, QuestionKind.RESIDENCE, QuestionKind.ENTITLEMENT)


def read_books(texts: Iterable[str]) -> tuple[RuleBook, ...]:
    """Books from TOML, local ones merged over what they extend, by code; ``Refusal`` names the first fault."""
    tables = [_parsed(text) for text in texts]
    books: dict[str, RuleBook] = {}
    for table in sorted(tables, key=lambda one: "extends" in one):
        read = _read(table, books)
        if read.code in books:
            raise Refusal(faults.SAME_CODE.format(book=read.code))
        books[read.code] = read
    held = tuple(books[code] for code in sorted(books))
    _check_times(held)
    return held


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Refusal(faults.NOT_TOML) from fault


def _check_times(books: tuple[RuleBook, ...]) -> None:
    for at, one in enumerate(books):
        for other in books[at + 1 :]:
            ends = min(book.valid_until or date.max for book in (one, other))
            if one.place == other.place and max(one.valid_from, other.valid_from) <= ends:
                raise Refusal(faults.OVERLAP.format(book=one.code, other=other.code))


class _Head(NamedTuple):
    """What every book begins with."""

    code: str
    title: Sentence
    valid_from: date
    valid_until: date | None
    sources: dict[str, Sentence]


def _read(held: dict[str, object], books: dict[str, RuleBook]) -> RuleBook:
    code = held.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise Refusal(faults.MISSING.format(book=short(code), where="book", key="code"))
    table = Table(held, book=code, where="book")
    title = table.part("title")
    title.only("zh", "en")
    sources = {}
    for key, entry in table.parts("sources", needed=False).items():
        entry.only("zh", "en")
        sources[key] = entry.said()
    until = table.day("valid_until") if "valid_until" in table else None
    head = _Head(code, title.said(), table.day("valid_from"), until, sources)
    if until is not None and until < head.valid_from:
        raise Refusal(faults.ENDS_FIRST.format(book=code))
    if "extends" not in table:
        return _base_book(table, head)
    base = books.get(table.text("extends"))
    if base is None or base.extends is not None:
        raise Refusal(faults.NO_BASE.format(book=code, base=short(held["extends"])))
    return _local_book(table, head, base)


def _base_book(table: Table, head: _Head) -> RuleBook:
    """A book that stands by itself; it holds everywhere."""
    table.only(*(key for key in (*_HEAD, *_BASE_ONLY) if key not in ("place", "extends")))
    lists, reasons = _reasons(table, head.sources)
    limits = {key: _limit(key, entry, head.sources, lists) for key, entry in table.parts("limits").items()}
    table.part("limits").only(*LIMIT_KEYS)
    for key in LIMIT_KEYS:
        if key not in limits:
            raise Refusal(faults.LIMIT_MISSING.format(book=head.code, key=key))
    papers = {code: _paper(code, entry, head.sources) for code, entry in table.parts("papers").items()}
    required = table.part("required_papers")
    return RuleBook(
        code=head.code,
        title=head.title,
        valid_from=head.valid_from,
        valid_until=head.valid_until,
        place="",
        extends=None,
        limits=MappingProxyType(limits),
        questions=MappingProxyType(_questions(table, head.sources, lists)),
        papers=MappingProxyType(papers),
        required_papers=MappingProxyType(
            {
                procedure: tuple(_requirement(row, head.sources, papers) for row in required.rows(procedure))
                for procedure in required.names()
            }
        ),
        reasons=MappingProxyType(reasons),
        reason_lists=MappingProxyType(lists),
        sources=MappingProxyType(head.sources),
    )


def _limit(key: str, entry: Table, sources: dict[str, Sentence], lists: dict[str, ReasonList]) -> BookLimit:
    entry.only(*_ENTRY, "limit", "extension", "extension_reasons")
    extension = reasons = None
    if "extension" in entry or "extension_reasons" in entry:
        extension = entry.limit("extension")
        reasons = entry.known(entry.text("extension_reasons"), lists)
    return BookLimit(
        key, entry.limit("limit"), entry.rules(), entry.citation(sources), entry.said(), extension, reasons
    )


def _questions(table: Table, sources: dict[str, Sentence], lists: dict[str, ReasonList]) -> dict[str, Question]:
    """Closed questions by their code, which is ``kind.name``."""
    questions = {}
    for kind in table.part("questions").names():
        if kind not in list(QuestionKind):
            raise table.part("questions").wrong(kind)
        for name, entry in table.part("questions").parts(kind).items():
            questions[f"{kind}.{name}"] = _question(f"{kind}.{name}", entry, sources, lists)
    return questions


def _question(code: str, entry: Table, sources: dict[str, Sentence], lists: dict[str, ReasonList]) -> Question:
    entry.only(*_ENTRY, "asked_in", "names", "answers", "reasons")
    kind = QuestionKind(code.partition(".")[0])
    asked_in = entry.choices("asked_in", AskedIn)
    if AskedIn.VERIFICATION in asked_in and kind not in _VERIFIED:
        raise entry.wrong("asked_in")
    return Question(
        code=code,
        kind=kind,
        asked_in=asked_in,
        names=entry.choice("names", Names),
        answers=entry.choices("answers", Answer),
        reasons=entry.known(entry.text("reasons"), lists),
        rules=entry.rules(),
        citation=entry.citation(sources),
        said=entry.said(),
    )


def _paper(code: str, entry: Table, sources: dict[str, Sentence]) -> Paper:
    entry.only(*_ENTRY, "certified_copy")
    return Paper(code, entry.flag("certified_copy"), entry.rules(), entry.citation(sources), entry.said())


def _requirement(row: Table, sources: dict[str, Sentence], papers: dict[str, Paper]) -> Requirement:
    row.only(*_ENTRY, "papers", "when", "for_each_parent")
    return Requirement(
        papers=tuple(row.known(code, papers) for code in row.texts("papers")),
        when=row.choice("when", When),
        for_each_parent=row.flag("for_each_parent"),
        rules=row.rules(),
        citation=row.citation(sources),
        said=row.said(),
    )


def _reasons(
    table: Table, sources: dict[str, Sentence]
) -> tuple[dict[str, ReasonList], dict[str, "MappingProxyType[str, Sentence]"]]:
    """Every list of reasons: where it comes from, and its codes with their words."""
    lists, reasons = {}, {}
    for name, entry in table.parts("reasons").items():
        entry.only(*_ENTRY, "codes")
        lists[name] = ReasonList(name, entry.rules(), entry.citation(sources), entry.said())
        said = {}
        for code, words in entry.parts("codes").items():
            words.only("zh", "en")
            said[code] = words.said()
        if not said:
            raise entry.wrong("codes")
        reasons[name] = MappingProxyType(said)
    return lists, reasons


def _local_book(table: Table, head: _Head, base: RuleBook) -> RuleBook:
    """A book of one place over the one that it extends; only shorter limits and fewer papers."""
    for key in _BASE_ONLY:
        if key in table:
            raise Refusal(faults.OTHER_DIFFERENCE.format(book=head.code, where=key))
    table.only(*_HEAD, "drop_papers")
    place = table.text("place")
    if not _PLACE.fullmatch(place):
        raise table.wrong("place")
    if head.valid_from < base.valid_from or (head.valid_until or date.max) > (base.valid_until or date.max):
        raise Refusal(faults.OUTSIDE_BASE.format(book=head.code, base=base.code))
    sources = {**base.sources, **head.sources}
    limits = dict(base.limits)
    table.part("limits", needed=False).only(*base.limits)
    for key, entry in table.parts("limits", needed=False).items():
        limits[key] = _shorter(entry, limits[key], sources, head.code)
    return replace(
        base,
        code=head.code,
        title=head.title,
        valid_from=head.valid_from,
        valid_until=head.valid_until,
        place=place,
        extends=base.code,
        limits=MappingProxyType(limits),
        required_papers=MappingProxyType(_dropped(table, base, head.code)),
        sources=MappingProxyType(sources),
    )


def _shorter(entry: Table, usual: BookLimit, sources: dict[str, Sentence], book: str) -> BookLimit:
    """The local limit of a duty; it keeps rule and words, and says where its number comes from."""
    entry.only("rules", "cite", "limit", "extension")
    if entry.rules() != usual.rules:
        raise Refusal(faults.OTHER_DIFFERENCE.format(book=book, where=f"{entry.where}.rules"))
    limit = entry.limit("limit")
    if not never_longer(limit, usual.limit):
        was, now = usual.limit.said(), limit.said()
        raise Refusal(
            faults.LONGER.format(book=book, key=usual.key, base=was.zh, base_en=was.en, local=now.zh, local_en=now.en)
        )
    extension = entry.limit("extension") if "extension" in entry else usual.extension
    if extension is not None and (usual.extension is None or not never_longer(extension, usual.extension)):
        raise Refusal(faults.MORE_EXTENSION.format(book=book, key=usual.key))
    return replace(usual, limit=limit, extension=extension, citation=entry.citation(sources))


def _dropped(table: Table, base: RuleBook, book: str) -> dict[str, tuple[Requirement, ...]]:
    """What is still required: a requirement goes when a paper of it is dropped."""
    required = dict(base.required_papers)
    dropped = table.part("drop_papers", needed=False)
    dropped.only(*required)
    for procedure in dropped.names():
        for paper in dropped.texts(procedure):
            left = tuple(one for one in required[procedure] if paper not in one.papers)
            if left == required[procedure]:
                raise Refusal(faults.NO_SUCH_PAPER.format(book=book, paper=short(paper), procedure=procedure))
            required[procedure] = left
    return required
