"""How a procedure is described to the public (A6)."""

from dataclasses import dataclass
from itertools import chain

from suixing.kernel.errors import Sentence


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to know, and the ids of the rules that it rests on."""

    text: Sentence
    rules: tuple[str, ...]

    def __init__(self, text: Sentence, *rules: str) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "rules", rules)


@dataclass(frozen=True, slots=True)
class Procedure:
    """Conditions, papers, limits and steps of one procedure. ``at_desk``: offices of this node can do it today."""

    slug: str
    title: Sentence
    summary: Sentence
    at_desk: bool
    conditions: tuple[Point, ...]
    papers: tuple[Point, ...]
    limits: tuple[Point, ...]
    steps: tuple[Point, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """Every rule that the page rests on, once, in the order in which it is met."""
        points = chain(self.conditions, self.papers, self.limits, self.steps)
        return tuple(dict.fromkeys(rule for point in points for rule in point.rules))
