"""What a procedure's literal table is made of. Pure: no Django, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from suixing.kernel.errors import Sentence


class Side(StrEnum):
    """Where a case lies: a procedure of one office alone, or one of the two sides of a pair."""

    OWN = "own"
    ASKING = "asking"
    ANSWERING = "answering"


class Turn(StrEnum):
    """Who must act next."""

    OWN = "own"
    ASKING = "asking"
    ANSWERING = "answering"
    PERSON = "person"
    NOBODY = "nobody"


class Keeper(StrEnum):
    """Whose work a procedure is at an office."""

    DESK = "desk"
    SUPERVISOR = "supervisor"


class Kind(StrEnum):
    """What a field of a step holds. ``TEXT`` never crosses to another office; ``FILES`` names papers that cross."""

    SUBJECT = "subject"
    QUESTIONS = "questions"
    ANSWERS = "answers"
    PAPERS = "papers"
    FILES = "files"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    DAY = "day"
    INSTANT = "instant"
    OFFICE = "office"
    DIVISION = "division"
    FLAG = "flag"
    PARTIES = "parties"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a step asks for. ``among`` names the rule book's list, or the kinds of questions."""

    name: str
    kind: Kind
    says: Sentence
    among: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Start:
    """A duty begins to run: ``bears`` is whose it is, ``limit`` the rule book's key.

    ``by`` names the field of the opening that chooses another limit (``limit`` + "_" + its value), ``instead`` a flag
    of the opening and the key that holds where it is set. It runs from the step, or from the instant in the step's
    field ``since``.
    """

    duty: str
    limit: str
    bears: Side
    by: str = ""
    instead: tuple[str, str] = ("", "")
    since: str = ""
    binds_person: bool = False


@dataclass(frozen=True, slots=True)
class Meet:
    """A duty is done in time, or late."""

    duty: str


@dataclass(frozen=True, slots=True)
class Void:
    """A duty falls away undone."""

    duty: str


@dataclass(frozen=True, slots=True)
class Suspend:
    """The clock stands still from the day in field ``on`` of the step (T3)."""

    duty: str
    on: str


@dataclass(frozen=True, slots=True)
class Resume:
    """The clock goes on after the day in field ``on`` of the step (T3)."""

    duty: str
    on: str


@dataclass(frozen=True, slots=True)
class Extend:
    """The limit grows once, with a reason, where the rule book allows it."""

    duty: str
    limit: str


Effect = Start | Meet | Void | Suspend | Resume | Extend


@dataclass(frozen=True, slots=True)
class State:
    """``turn`` is who must act; ``closed`` says that nothing more is due."""

    says: Sentence
    turn: Turn
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a procedure's table.

    ``by`` may do it, in one of the states ``before``; it leads ``to``. ``crosses``: it leaves as a message and is
    applied at the other side too. ``held``: it leaves a minute later and can be taken back until then.
    ``machine``: no officer does it. ``once``: at most once in a case, and not after one of ``unless``.
    ``over``: it stands although the other side led the case into one of these states at the same time.
    ``button`` is what an officer presses,
    ``says`` is what the timeline tells.
    """

    by: Side
    before: tuple[str, ...]
    to: str
    says: Sentence
    rules: tuple[str, ...]
    button: Sentence | None = None
    form: tuple[Field, ...] = ()
    clocks: tuple[Effect, ...] = ()
    crosses: bool = False
    held: bool = False
    machine: bool = False
    once: bool = False
    unless: tuple[str, ...] = ()
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as one table. ``title`` is neutral: it may stand in a list, on an envelope and in a calendar.

    ``first`` is the state of a new case, ``opening`` what it is opened with. ``steps`` by their code.
    """

    code: str
    title: Sentence
    between: bool
    first: str
    opening: tuple[Field, ...]
    states: Mapping[str, State]
    steps: Mapping[str, Step]
    rules: tuple[str, ...]
    keeper: Keeper = Keeper.DESK
    opened_by: Keeper = Keeper.DESK
    opens: tuple[Effect, ...] = field(default=())

    def steps_from(self, state: str, side: Side) -> dict[str, Step]:
        """What an officer of ``side`` can do in ``state``, by code."""
        return {
            code: step
            for code, step in self.steps.items()
            if step.by is side and state in step.before and not step.machine
        }
