"""``played(play)`` is all that everybody saw in a world in which it was played."""

from collections.abc import Callable, Iterator

import pytest

from tests.desk.conftest import Sit, sit
from tests.two_worlds.comparing import Seen
from tests.two_worlds.looking import look_at_everything
from tests.two_worlds.staging import Stage, empty_everything, set_stage

__all__ = ["sit"]

Played = Callable[[Callable[[Stage], None]], Seen]


@pytest.fixture
def played(sit: Sit) -> Iterator[Played]:
    """One world after the other, each on a node that was emptied before."""

    def play(fn: Callable[[Stage], None]) -> Seen:
        seen: Seen = {}

        def look(stage: Stage, moment: str, whole: bool) -> None:
            look_at_everything(stage, moment, seen, whole=whole)

        with set_stage(look) as stage:
            fn(stage)
        return seen

    yield play
    empty_everything()
