"""Which clocks have to be told again, where something belongs before what was done here meanwhile.

Only those that come out otherwise. One whose story stays as it was goes on with its breach and its escalation, and
one that was met is not met a second time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suixing.cases.effects import is_theirs_alone
from suixing.cases.models import Case, CaseEvent
from suixing.cases.procedures import procedure
from suixing.cases.procedures.steps import Effect, Meet, Start, Void


@dataclass(frozen=True)
class Told:
    """One thing that happens to a clock, and the number of the event by which; None: the case was opened with it."""

    effect: Effect
    event: int | None


Story = tuple[Told, ...]
"""A clock from its start to its end, or as far as it has come."""


def stories(case: Case, counted: Sequence[CaseEvent]) -> dict[str, list[Story]]:
    """What these events do to the clocks of this copy: by duty, one clock after the other."""
    told: dict[str, list[list[Told]]] = {}
    running: dict[str, list[Told]] = {}
    for one in told_of(case, counted):
        duty = one.effect.duty
        if isinstance(one.effect, Start):
            if not is_theirs_alone(case, one.effect):
                running[duty] = [one]
                told.setdefault(duty, []).append(running[duty])
        elif duty in running:
            running[duty].append(one)
            if isinstance(one.effect, Meet | Void):
                del running[duty]
    return {duty: [tuple(story) for story in each] for duty, each in told.items()}


def told_of(case: Case, counted: Sequence[CaseEvent]) -> Iterator[Told]:
    """All that the opening and these events do to clocks, in their order."""
    table = procedure(case.procedure)
    yield from (Told(effect, None) for effect in table.opens)
    for event in counted:
        yield from (Told(effect, event.pk) for effect in table.steps[event.step].clocks)


def changed(before: dict[str, list[Story]], after: dict[str, list[Story]]) -> tuple[set[str], set[Told]]:
    """The duties whose open clock does not hold any more, and all that has to be told again."""
    ended: set[str] = set()
    again: set[Told] = set()
    for duty in {*before, *after}:
        old, new = before.get(duty, []), after.get(duty, [])
        same = 0
        while same < min(len(old), len(new)) and old[same] == new[same]:
            same += 1
        if same < len(old) and not isinstance(old[-1][-1].effect, Meet | Void):
            if same + 1 == len(old) and same < len(new) and new[same][: len(old[same])] == old[same]:
                again |= set(new[same][len(old[same]) :])  # it goes on from where it stands
                same += 1
            else:
                ended.add(duty)
        again |= {one for story in new[same:] for one in story}
    return ended, again
