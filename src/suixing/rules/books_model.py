"""What a rule book holds; every entry carries its rule, its citation, and its words in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from suixing.kernel.errors import Sentence
from suixing.rules.limits import Limit


class QuestionKind(StrEnum):
    """What a closed question is about; a verification asks only the first three (V2), a request the others (X1)."""

    IDENTITY = "identity"
    RESIDENCE = "residence"
    ENTITLEMENT = "entitlement"
    DOCUMENT = "document"


class Answer(StrEnum):
    """All that can be answered to a closed question."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    NO_RECORD = "no_record"


class AskedIn(StrEnum):
    """The procedures between two offices in which a question or a listed paper may cross."""

    VERIFICATION = "verification"
    REQUEST = "request"


class Names(StrEnum):
    """What a question names besides the person: nothing, a day, or a paper with its number."""

    NOTHING = "nothing"
    DAY = "day"
    PAPER = "paper"


class When(StrEnum):
    """When a paper is required."""

    ALWAYS = "always"
    PARENTAGE_TO_PROVE = "parentage_to_prove"
    ENTITLEMENT_CLAIMED = "entitlement_claimed"
    ACTS_FOR_ANOTHER = "acts_for_another"


@dataclass(frozen=True, slots=True)
class BookLimit:
    """One duty's limit. ``extension`` None: it cannot be extended; else by so much, once, for a listed reason."""

    key: str
    limit: Limit
    rules: tuple[str, ...]
    citation: str
    said: Sentence
    extension: Limit | None = None
    extension_reasons: str | None = None

    @property
    def extendable(self) -> bool:
        return self.extension is not None


@dataclass(frozen=True, slots=True)
class Question:
    """One closed question; ``reasons`` is the list from which a "not confirmed" takes its reason."""

    code: str
    kind: QuestionKind
    asked_in: tuple[AskedIn, ...]
    names: Names
    answers: tuple[Answer, ...]
    reasons: str
    rules: tuple[str, ...]
    citation: str
    said: Sentence


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper; ``certified_copy`` says that a request (X1) may ask an office for one."""

    code: str
    certified_copy: bool
    rules: tuple[str, ...]
    citation: str
    said: Sentence


@dataclass(frozen=True, slots=True)
class Requirement:
    """Any one of ``papers`` is enough; ``for_each_parent``: one for each parent who is named."""

    papers: tuple[str, ...]
    when: When
    for_each_parent: bool
    rules: tuple[str, ...]
    citation: str
    said: Sentence


@dataclass(frozen=True, slots=True)
class ReasonList:
    """Where a list of reasons comes from."""

    name: str
    rules: tuple[str, ...]
    citation: str
    said: Sentence


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of a place for a time; ``valid_until`` (its last day) None: still valid; ``place`` "": everywhere."""

    code: str
    title: Sentence
    valid_from: date
    valid_until: date | None
    place: str
    extends: str | None
    limits: Mapping[str, BookLimit]
    questions: Mapping[str, Question]
    papers: Mapping[str, Paper]
    required_papers: Mapping[str, tuple[Requirement, ...]]
    reasons: Mapping[str, Mapping[str, Sentence]]
    reason_lists: Mapping[str, ReasonList]
    sources: Mapping[str, Sentence]

    def is_valid(self, on: date) -> bool:
        """Whether a case opened on that day keeps this book."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
