"""Nobody outside of the node tells a world with a birth from one without: neither the hub nor the home offices' nodes.

What the hub captures is all that a parcel shows: for which node, when, whether at once, how many octets, until when it
is kept; and so the number and the order of parcels.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.desk.conftest import Sit
from tests.two_worlds.across import Post, StageAcross, set_stage_across
from tests.two_worlds.plays import half_silent

Across = Callable[[Callable[[StageAcross], None]], Post]


@pytest.fixture
def across(sit: Sit, tmp_path: Path) -> Across:
    """What left the node while it was played."""
    worlds = iter(range(9))

    def play(fn: Callable[[StageAcross], None]) -> Post:
        with set_stage_across(tmp_path / str(next(worlds))) as stage:
            fn(stage)
            return stage.post

    return play


def test_what_leaves_the_node_tells_no_birth(across: Across) -> None:
    without = across(partial(half_silent, registering=False))
    with_it = across(partial(half_silent, registering=True))
    assert without.captured == with_it.captured
    assert without.signals == with_it.signals
    assert without.told == with_it.told

    # A play in which nothing crossed would prove nothing.
    reads = [re.sub(r"^.* (\d\d) reads (\S+) .*$", r"\1 \2", line, flags=re.DOTALL) for line in with_it.told]
    assert set(reads) == {
        "50 pair.asked", "65 pair.asked", "00 duty.raised", "00 duty.met", "50 exchange.evidence",
        "65 exchange.evidence", "00 exchange.evidence",
    }  # fmt: skip
    assert {line.split(" for ")[1][:2] for line in with_it.captured} == {"00", "50", "65"}
