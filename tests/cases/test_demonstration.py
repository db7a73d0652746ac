"""The demonstration opens with something on every desk, made by the journeys."""

from datetime import UTC, datetime
from pathlib import Path

from suixing.cases.queries import Keeper, Wanted, worklist
from suixing.config.demo_cases import DESKS, open_cases
from suixing.config.demo_cast import DISTRICT, FUCHENG, GUANHU, NATION, ZHONGZHOU
from suixing.config.invented import ROW_DAY, write_register
from suixing.journeys.intake.run import take_in
from suixing.places.actions import open_office
from tests.cases.conftest import House


def test_every_officer_finds_something(house: House, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    for office in (*DESKS, DISTRICT, NATION):
        open_office(code=office, now=now)
    for office in DESKS:
        write_register(tmp_path / f"{office}.csv", 20, seed=int(office), living_in=(office,))
        for _ in take_in(tmp_path / f"{office}.csv", office=office, by="console", today=ROW_DAY, now=now):
            pass
    open_cases(tmp_path, now=now)

    def lies(office: str, keeper: Keeper = Keeper.DESK) -> dict[str, list[str]]:
        shown, _ = worklist(office=office, keeper=keeper, by="", wanted=Wanted(), now=now)
        held: dict[str, list[str]] = {}
        for item in shown:
            held.setdefault(f"{item.procedure}, {item.side}", []).append("late" if item.overdue else item.state.en)
        return held

    assert lies(ZHONGZHOU)["verification, answering"] == ["late", "Waiting for confirmation"]
    assert set(lies(ZHONGZHOU)) == {"verification, answering", "request, answering", "pass_application, answering"}
    assert sorted(lies(FUCHENG)["registration, own"]) == [
        "Papers received", "Ready to be registered", "Waiting for her papers",
    ]  # fmt: skip
    assert "consultation, answering" in lies(FUCHENG)
    assert lies(FUCHENG)["verification, answering"] == ["late"]
    assert lies(GUANHU)["move, answering"] == ["Waiting to be accepted"]
    assert lies(DISTRICT, Keeper.SUPERVISOR) == {
        "complaint, own": ["Received"], "coordination, own": ["To be coordinated"],
    }  # fmt: skip
    assert lies(NATION, Keeper.SUPERVISOR) == {"coordination, own": ["To be coordinated"]}
