"""Clocks told again come out as if all had been heard in order: none is left running, doubled or lost."""

from hypothesis import given
from hypothesis import strategies as st

from suixing.cases.folding import Happened, fold
from suixing.cases.models import Case, CaseEvent
from suixing.cases.procedures import Side
from suixing.cases.procedures.steps import Meet, Start, Void
from suixing.cases.retelling import Told, changed, stories, told_of
from tests.cases.test_fold_events import PAIRS, Copy

Clocks = dict[str, list[list[Told]]]
"""By duty, each clock with all that happened to it."""


def case_of(copy: Copy) -> Case:
    return Case(procedure=copy.table.code, side=copy.side.value)


def counted(copy: Copy, events: list[Happened]) -> list[CaseEvent]:
    """What counts of these, in order; the same event has the same number whenever it is asked for."""
    folded = fold(copy.table, events)
    return [
        CaseEvent(pk=one.seq * 2 + (one.side is Side.ASKING), step=one.step)
        for one, counts in zip(folded.order, folded.counted, strict=True)
        if counts
    ]


def carry_out(clocks: Clocks, one: Told) -> None:
    """As an office's copy does it: what nothing runs for does nothing."""
    held = clocks.setdefault(one.effect.duty, [])
    if isinstance(one.effect, Start):
        assert not held or is_over(held[-1]), "it runs already"
        held.append([one])
    elif held and not is_over(held[-1]):
        held[-1].append(one)


def is_over(clock: list[Told]) -> bool:
    return isinstance(clock[-1].effect, Meet | Void)


@given(
    code=st.sampled_from(PAIRS),
    acts=st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 3)), max_size=30),
)
def test_clocks_end_as_if_all_had_come_in_order(code: str, acts: list[tuple[bool, int, int]]) -> None:
    asking, answering = Copy(code, Side.ASKING), Copy(code, Side.ANSWERING)
    on_the_way: dict[Side, list[Happened]] = {Side.ASKING: [], Side.ANSWERING: []}
    clocks: dict[Side, Clocks] = {Side.ASKING: {}, Side.ANSWERING: {}}
    known: dict[Side, list[Happened]] = {Side.ASKING: [], Side.ANSWERING: []}
    for copy in (asking, answering):
        tell(copy, [], clocks[copy.side], opened=True)
    for asks, choice, carried in [*acts, (True, -1, 99), (False, -1, 99)]:
        actor, other = (asking, answering) if asks else (answering, asking)
        event = actor.act(choice) if choice >= 0 else None
        if event is not None:
            on_the_way[actor.side].append(event)
            tell(actor, known[actor.side], clocks[actor.side])
            known[actor.side] = list(actor.events)
        for _ in range(min(carried, len(on_the_way[other.side]))):
            actor.events.append(on_the_way[other.side].pop(0))
            tell(actor, known[actor.side], clocks[actor.side])
            known[actor.side] = list(actor.events)
    for copy in (asking, answering):
        wanted = stories(case_of(copy), counted(copy, copy.events))
        for duty, held in clocks[copy.side].items():
            told = [tuple(one) for one in held]
            assert [one for one in held if not is_over(one)] == [
                list(one) for one in wanted.get(duty, []) if not is_over(list(one))
            ]
            assert set(wanted.get(duty, [])) <= set(told)
            assert len(told) == len(set(told)), "one thing is told twice"
        assert set(wanted) <= set(clocks[copy.side])


def tell(copy: Copy, before: list[Happened], clocks: Clocks, *, opened: bool = False) -> None:
    """Bring the clocks of a copy from the events that it knew to those that it knows."""
    case, now = case_of(copy), counted(copy, copy.events)
    was = {} if opened else stories(case, counted(copy, before))
    wanted = stories(case, now)
    ended, again = changed(was, wanted)
    for duty in ended:
        clocks[duty][-1].append(Told(Void(duty), -1))
    for one in told_of(case, now):
        if one in again:
            carry_out(clocks, one)


def test_what_was_met_before_is_not_met_again() -> None:
    """The arrival turns up before a withdrawal: what the asking office owed was done long ago, once."""
    copy = Copy("pass_application", Side.ASKING)
    forwarded = Happened(Side.ASKING, 1, 1, "forward")
    arrived = Happened(Side.ANSWERING, 1, 2, "arrive")
    withdrawn = Happened(Side.ASKING, 2, 2, "withdraw")
    before = stories(case_of(copy), counted(copy, [forwarded, withdrawn]))
    ended, again = changed(before, stories(case_of(copy), counted(copy, [forwarded, withdrawn, arrived])))
    assert not ended
    assert [type(one.effect) for one in again if one.effect.duty == "forward"] == []
    assert {type(one.effect) for one in again} == {Start, Void}
