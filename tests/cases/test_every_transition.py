"""Every step from every state that allows it, and from none that does not: on real cases, seen from both desks."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db.models import Model

from suixing.cases.errors import NotNow, NotThere
from suixing.cases.models import Case, CaseEvent, Letter, SealedRecord
from suixing.cases.procedures import PROCEDURES, Side
from suixing.clocks.models import Clock, ClockEvent
from suixing.exchange.models import Evidence, Incoming, Outgoing, Route
from suixing.journal.models import Entry
from suixing.journeys.cases import stepping
from tests.cases import transitions
from tests.cases.conftest import House
from tests.cases.showing import both, how, minute, told
from tests.cases.transitions import EXCHANGE, HELD_BY_ASKER, PAPER, TRANSITIONS, WAYS, Transition
from tests.cases.walking import MACHINE, Walk, begin

OPPOSITE = {"us": "other", "other": "us", "person": "person", "nobody": "nobody"}
BY_OTHER_MEANS = ("note_arrival", "answer_noted")
STATES = [(procedure, way, state) for procedure, way in WAYS for state in transitions.states(procedure, way)]
STORED: tuple[type[Model], ...] = (
    Case, CaseEvent, Letter, SealedRecord, Clock, ClockEvent, Route, Outgoing, Incoming, Evidence, Entry
)  # fmt: skip


def test_no_transition_is_left_out() -> None:
    """The lines written by hand are the tables of the procedures: none is missing, none leads elsewhere."""
    for code, table in PROCEDURES.items():
        rows = {(state, step, row.to) for step, row in table.steps.items() for state in row.before}
        joined = {one for one in rows if one[1] not in BY_OTHER_MEANS}
        assert joined == {(one.before, one.step, one.after) for one in transitions.of(code, EXCHANGE)}, code
        if not table.between:
            continue
        alone = {one for one in rows if table.steps[one[1]].by is Side.ASKING}
        reached = {table.first}
        for _ in table.states:
            reached |= {after for before, _, after in alone if before in reached}
        assert {one for one in alone if one[0] in reached} == {
            (one.before, one.step, one.after) for one in transitions.of(code, PAPER)
        }, code
        never = {one for one in alone if one[1] in BY_OTHER_MEANS and one[0] not in reached}
        assert not never, (code, "no case can come to this", never)
        for one in transitions.of(code, EXCHANGE):
            assert one.by_answering is (table.steps[one.step].by is Side.ANSWERING), one
    for code, steps in MACHINE.items():
        assert set(steps) == {step for step, row in PROCEDURES[code].steps.items() if row.machine}, code


@pytest.mark.parametrize("line", TRANSITIONS, ids=str)
def test_take_step(house: House, line: Transition) -> None:
    walk = begin(house, line.procedure, line.way)
    walk.go_to(line.before)
    sealed = SealedRecord.objects.count()
    taken = walk.take(line)
    if line.waits_for == "gone":
        _assert_gone(walk, line, taken.number_shown_once if taken else None, sealed)
        return
    if line.after != "sent" and walk.other is not None:
        minute(house)
    seen = walk.mine.sees(walk.case)
    table = PROCEDURES[line.procedure]
    assert house.state(walk.case) == line.after
    assert seen.item.state == table.states[line.after].says
    assert seen.item.waits_for == line.waits_for
    assert (seen.item.closed_at is not None) is (line.waits_for == "nobody")
    last = seen.timeline[-1]
    assert (last.step, last.says, last.counted) == (line.step, table.steps[line.step].says, True)
    assert how(house, walk.case) == list(line.clocks)
    if walk.theirs is not None and line.after != "sent":
        _assert_both(walk, line)


def _assert_both(walk: Walk, line: Transition) -> None:
    """The other side's copy says the same, from where it stands."""
    assert walk.other is not None
    assert walk.theirs is not None
    assert both(walk.house, walk.case) == line.after
    seen = walk.other.sees(walk.theirs)
    assert seen.item.waits_for == OPPOSITE[line.waits_for]
    assert told(walk.other, walk.theirs) == told(walk.mine, walk.case)
    theirs = [tuple(one) for one in line.clocks if one[0] not in HELD_BY_ASKER]
    assert how(walk.house, walk.theirs) == theirs


def _assert_gone(walk: Walk, line: Transition, number: str | None, sealed: int) -> None:
    """A registration ended: there is no file any more, and a number where something was made."""
    with pytest.raises(NotThere):
        walk.mine.sees(walk.case)
    assert not CaseEvent.objects.filter(case=walk.case).exists()
    assert (number is not None) is (line.after != "withdrawn")
    assert SealedRecord.objects.count() == sealed + (number is not None)
    assert not Clock.objects.filter(file=walk.case, ended_at=None).exists()


@pytest.mark.parametrize(("procedure", "way", "state"), STATES, ids=str)
def test_refuse_what_the_state_does_not_allow(house: House, procedure: str, way: str, state: str) -> None:
    """Said in one sentence that names the state; nothing was changed, sent, counted or entered."""
    walk = begin(house, procedure, way)
    walk.go_to(state)
    allowed = {one.step for one in transitions.of(procedure, way) if one.before == state}
    machine = MACHINE.get(procedure, {})
    answers = {one.step for one in transitions.of(procedure, way) if one.by_answering}
    desks = [(walk.mine, walk.case, allowed - answers - set(machine))]
    if walk.other is not None and walk.theirs is not None and house.state(walk.theirs) == state:
        desks.append((walk.other, walk.theirs, (allowed & answers) - set(machine)))
    before = _stored()
    for desk, case, may in desks:
        expected = NotNow if Case.objects.filter(pk=case).exists() else NotThere
        with desk.sitting():
            for step in {*PROCEDURES[procedure].steps, "nonsense"} - may:
                with pytest.raises(expected) as refused:
                    stepping.take(
                        case=case, step=step, content=walk.content(step), office=desk.office, seen=None, by=desk.name,
                        now=house.now,
                    )  # fmt: skip
                if expected is NotNow:
                    assert PROCEDURES[procedure].states[state].says.en in refused.value.sentence.en
    assert _stored() == before


def _stored() -> dict[str, list[Any]]:
    """Every row of every table that a step could touch."""
    return {model.__name__: list(_rows(model)) for model in STORED}


def _rows(model: type[Model]) -> Iterable[Any]:
    return model._default_manager.order_by("pk").values_list()
