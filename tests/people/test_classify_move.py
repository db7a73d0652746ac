"""Classify a stay (G2, G3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suixing.people.policies import Away, Purpose, Stay, classify

SINCE = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("home", "current", "days", "expected"),
    [
        ("500233001", "440309005", 30, Stay.MOVE),
        ("500233001", "440309005", 29, Stay.TOO_SHORT),
        ("440309005", "440304001", 400, Stay.SAME_CITY),  # districts of Shenzhen
        ("500233001", "500101001", 400, Stay.MOVE),  # a county of Chongqing and a district are two places
        ("500112001", "500101001", 400, Stay.SAME_CITY),  # districts of Chongqing
        ("330122001", "330106001", 400, Stay.MOVE),  # a county of Hangzhou and a district of Hangzhou
        ("500233", "500233001002", 400, Stay.AT_HOME),
    ],
)
def test_stay_away_from_home_g2_g3(home: str, current: str, days: int, expected: Stay) -> None:
    assert classify(Away(home, current, SINCE), today=SINCE + timedelta(days=days)) is expected


@given(st.sampled_from(Purpose), st.integers(0, 4000))
def test_trips_and_visits_never_are_moves_g3(purpose: Purpose, days: int) -> None:
    away = Away("500233001", "440309005", SINCE, purpose=purpose)
    assert classify(away, today=SINCE + timedelta(days=days)) is Stay.VISIT


def test_stay_that_ended_is_counted_to_its_end_g2() -> None:
    away = Away("500233001", "440309005", SINCE, until=SINCE + timedelta(days=10))
    assert classify(away, today=SINCE + timedelta(days=400)) is Stay.TOO_SHORT
