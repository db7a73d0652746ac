"""Both copies of a pair end alike, in whatever order messages cross; each event is owned by one side."""

from hypothesis import given
from hypothesis import strategies as st

from suixing.cases.folding import Happened, fold, may
from suixing.cases.procedures import PROCEDURES, Side

PAIRS = sorted(code for code, table in PROCEDURES.items() if table.between)


class Copy:
    """One side's copy: what it did, and what has reached it from the other."""

    def __init__(self, code: str, side: Side) -> None:
        self.table, self.side = PROCEDURES[code], side
        self.events: list[Happened] = []

    @property
    def state(self) -> str:
        return fold(self.table, self.events).state

    def act(self, choice: int) -> Happened | None:
        """Do one of the steps that this copy allows; None where there is none."""
        folded = fold(self.table, self.events)
        done = [event.step for event, counted in zip(folded.order, folded.counted, strict=True) if counted]
        open_steps = [
            code
            for code, step in self.table.steps.items()
            if step.crosses and may(self.table, folded.state, code, self.side, done)
        ]
        if not open_steps:
            return None
        event = Happened(
            self.side,
            1 + sum(one.side is self.side for one in self.events),
            1 + max((one.turn for one in self.events), default=0),
            open_steps[choice % len(open_steps)],
        )
        self.events.append(event)
        return event


@given(
    code=st.sampled_from(PAIRS),
    acts=st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 3)), max_size=30),
    order=st.randoms(use_true_random=False),
)
def test_copies_converge(code: str, acts: list[tuple[bool, int, int]], order: object) -> None:
    asking, answering = Copy(code, Side.ASKING), Copy(code, Side.ANSWERING)
    on_the_way: dict[Side, list[Happened]] = {Side.ASKING: [], Side.ANSWERING: []}
    for asks, choice, carried in acts:
        actor, other = (asking, answering) if asks else (answering, asking)
        event = actor.act(choice)
        if event is not None:
            on_the_way[actor.side].append(event)
        for _ in range(carried):  # some messages arrive, in the order of their side
            if on_the_way[other.side]:
                actor.events.append(on_the_way[other.side].pop(0))
    answering.events += on_the_way[Side.ASKING]
    asking.events += on_the_way[Side.ANSWERING]
    assert set(asking.events) == set(answering.events)
    assert fold(asking.table, asking.events) == fold(answering.table, answering.events)
    shuffled = list(asking.events)
    order.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis types its random source as an object
    assert fold(asking.table, shuffled) == fold(asking.table, asking.events)


@given(code=st.sampled_from(PAIRS), acts=st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=30))
def test_somebody_serves_her_at_every_moment(code: str, acts: list[tuple[bool, int]]) -> None:
    """G2: the receiving office from its acceptance on, the giving one until then; never both, never none."""
    asking = Copy("move", Side.ASKING)
    answering = Copy("move", Side.ANSWERING)
    served = ["asking"]
    for asks, choice in acts:
        actor, other = (asking, answering) if asks else (answering, asking)
        event = actor.act(choice)
        if event is not None:
            other.events.append(event)
        states = {asking.state, answering.state}
        assert len(states) == 1
        served.append("answering" if states == {"accepted"} else "asking")
    assert served == sorted(served, key=("asking", "answering").index)  # once handed over it stays so


def test_an_answer_that_crossed_a_withdrawal_counts() -> None:
    table = PROCEDURES["verification"]
    arrived = Happened(Side.ANSWERING, 1, 1, "arrive")
    answered = Happened(Side.ANSWERING, 2, 2, "answer")
    withdrawn = Happened(Side.ASKING, 1, 2, "withdraw")
    folded = fold(table, [arrived, withdrawn, answered])
    assert folded.state == "answered"
    assert not folded.counts(withdrawn)


def test_every_table_is_whole() -> None:
    """Every state can be reached, every open one can be left, every step has its rule and leads somewhere."""
    for table in PROCEDURES.values():
        assert table.first in table.states
        reached = {table.first}
        for _ in table.states:
            reached |= {step.to for step in table.steps.values() if set(step.before) & reached}
        assert reached == set(table.states), table.code
        for code, state in table.states.items():
            leaving = [step for step in table.steps.values() if code in step.before]
            # An answered verification can be asked again; nothing else goes on after its end.
            assert state.closed or leaving, (table.code, code)
            assert not (state.closed and leaving) or (table.code, code) == ("verification", "answered")
        for code, step in table.steps.items():
            assert step.rules, (table.code, code)
            assert step.machine or step.button, (table.code, code)
            assert step.to in table.states, (table.code, code)
            assert all(one in table.states for one in step.before), (table.code, code)
            assert (step.by is Side.OWN) is not table.between, (table.code, code)
