"""Nobody lists everyone by walking through file numbers, nor searches beside the budget of searches."""

import pytest

from suixing.journeys import person, register
from tests.web.desk.entries import send, typed
from tests.web.person.conftest import Held


@pytest.mark.parametrize("walked", ["{own}", "{unknown}"])
def test_records_are_opened_so_often_and_no_more(held: Held, monkeypatch: pytest.MonkeyPatch, walked: str) -> None:
    monkeypatch.setattr(person, "OPENINGS_AN_HOUR", 3)
    page = held.page if walked == "{own}" else "/desk/people/999999/"
    answers = [held.desk.get(page + part) for part in ("", "readings/", "correct/", "move/", "export.json")]
    there = 200 if walked == "{own}" else 404
    assert [answer.status_code for answer in answers] == [there, there, there, 429, 429]
    assert "打开登记的次数（3 次）已用完" in answers[-1].content.decode()
    assert held.desk.get(held.page).status_code == 429


def test_a_registration_that_is_stopped_is_a_search(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "REGISTRATIONS_AN_HOUR", 3)  # one was spent when she was registered
    answers = [send(held.desk, typed(held.desk)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [409, 409, 422]
    assert "检索次数（3 次）已用完" in answers[-1].content.decode()
