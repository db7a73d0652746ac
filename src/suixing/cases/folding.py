"""From the events of a case to the state it is in. Pure, and the same on both sides of a pair.

Each event is owned by the side that made it. Two sides can act at once; then both copies hold the same events, which
came in another order. So the state is never carried forward: it is folded anew from all events in one order that
both sides agree on, and what came too late is kept and shown as such.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from suixing.cases.procedures.steps import Procedure, Side

_BEFORE = {Side.ANSWERING: 0, Side.ASKING: 1, Side.OWN: 1}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event: ``turn`` counts what its maker had seen (Lamport), ``seq`` what she had made herself."""

    side: Side
    seq: int
    turn: int
    step: str

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands in the order; of two at once the answer comes before what crossed it."""
        return self.turn, _BEFORE[self.side], self.seq


@dataclass(frozen=True, slots=True)
class Folded:
    """The state, and for each event in its order whether it counted (False: it came too late)."""

    state: str
    order: tuple[Happened, ...]
    counted: tuple[bool, ...]

    def counts(self, event: Happened) -> bool:
        """Whether this event changed something."""
        return self.counted[self.order.index(event)]


def may(procedure: Procedure, state: str, step: str, side: Side, done: Sequence[str] = ()) -> bool:
    """Whether ``side`` can take ``step`` in ``state``; ``done`` are the steps that counted before."""
    found = procedure.steps.get(step)
    if found is not None and any(earlier in done for earlier in found.unless):
        return False
    return found is not None and found.by is side and state in found.before and not (found.once and step in done)


def outdoes(procedure: Procedure, state: str, event: Happened) -> bool:
    """Whether ``event`` stands although the other side ended the case at the same time.

    Its maker cannot have known, or the step would have been refused; and what followed from it was done already.
    """
    found = procedure.steps.get(event.step)
    return found is not None and found.by is event.side and state in found.over


def fold(procedure: Procedure, events: Sequence[Happened]) -> Folded:
    """Whatever the order in which ``events`` came: equal sets give equal results."""
    order = tuple(sorted(events, key=lambda event: event.place))
    state = procedure.first
    counted: list[bool] = []
    done: list[str] = []
    for event in order:
        counts = may(procedure, state, event.step, event.side, done)
        if not counts and outdoes(procedure, state, event):
            counted[len(counted) - 1 - counted[::-1].index(True)] = False
            done.pop()
            counts = True
        counted.append(counts)
        if counts:
            state = procedure.steps[event.step].to
            done.append(event.step)
    return Folded(state, order, tuple(counted))
