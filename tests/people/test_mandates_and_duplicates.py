"""Grant and use a mandate (P2); decide about a possible duplicate."""

from datetime import timedelta
from pathlib import Path

import pytest

from suixing.journal.models import Entry
from suixing.journeys.show_record import list_possible_duplicates
from suixing.people import actions
from suixing.people.errors import MandateRefused, NotAPair
from suixing.people.models import Account, Person
from suixing.people.queries import find_person
from tests.cast import FUCHENG, GUANHU, NOW, XIUYING, number, write_csv
from tests.intake.test_take_in import hand_in

pytestmark = pytest.mark.usefixtures("node")
TWIN = XIUYING.but(identifier=number("51022319850612004"))
RELATIVE = {"name": "李建国", "relation": "brother"}


def grant(tmp_path: Path, days: int = 7) -> tuple[object, object]:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]))
    person = find_person(XIUYING.identifier)
    assert person is not None
    mandate = actions.grant_mandate(
        person=person, act="pass.apply", holder=RELATIVE, expires_at=NOW + timedelta(days=days), by="desk-1", now=NOW
    )
    return person, mandate


def test_mandate_covers_one_act_once_p2(tmp_path: Path) -> None:
    person, mandate = grant(tmp_path)
    with pytest.raises(MandateRefused):
        actions.use_mandate(mandate=mandate, act="pass.renew", office=FUCHENG, by="desk-1", now=NOW)  # type: ignore[arg-type]
    used = actions.use_mandate(mandate=mandate, act="pass.apply", office=FUCHENG, by="desk-1", now=NOW)  # type: ignore[arg-type]
    assert used == person
    with pytest.raises(MandateRefused):
        actions.use_mandate(mandate=mandate, act="pass.apply", office=FUCHENG, by="desk-1", now=NOW)  # type: ignore[arg-type]


def test_mandate_ends_on_its_day_and_when_revoked_p2(tmp_path: Path) -> None:
    _, mandate = grant(tmp_path)
    late = NOW + timedelta(days=8)
    with pytest.raises(MandateRefused):
        actions.use_mandate(mandate=mandate, act="pass.apply", office=FUCHENG, by="desk-1", now=late)  # type: ignore[arg-type]
    actions.revoke_mandate(mandate=mandate, by="desk-1", now=NOW)  # type: ignore[arg-type]
    with pytest.raises(MandateRefused):
        actions.use_mandate(mandate=mandate, act="pass.apply", office=FUCHENG, by="desk-1", now=NOW)  # type: ignore[arg-type]


def test_mandate_that_is_over_before_it_begins_is_refused_p2(tmp_path: Path) -> None:
    with pytest.raises(MandateRefused):
        grant(tmp_path, days=-1)


def test_alike_without_a_common_identifier_is_listed_and_not_merged(tmp_path: Path) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING, TWIN, XIUYING.but(identifier=number("51022319860612004"))]))
    pairs = list_possible_duplicates(office=FUCHENG, by="desk-1", now=NOW)
    assert len(pairs) == 1  # the third was born on another day
    assert Person.objects.count() == 3
    shown = Entry.objects.get(act="person.read")
    assert sorted(shown.subjects) == sorted([pairs[0].first, pairs[0].second])


def test_possible_duplicates_of_another_office_are_not_listed(tmp_path: Path) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]), office=FUCHENG)
    hand_in(write_csv(tmp_path / "b.csv", [TWIN]), office=GUANHU)
    assert list_possible_duplicates(office=FUCHENG, by="desk-1", now=NOW) == []


def test_decided_pair_is_not_listed_again(tmp_path: Path) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING, TWIN]))
    (pair,) = list_possible_duplicates(office=FUCHENG, by="desk-1", now=NOW)
    actions.decide_duplicate(
        first=pair.second, second=pair.first, same_person=False, office=FUCHENG, by="desk-1", now=NOW
    )
    assert list_possible_duplicates(office=FUCHENG, by="desk-1", now=NOW) == []
    assert Account.objects.count() == 2


def test_decision_about_records_that_the_office_does_not_hold_is_refused(tmp_path: Path) -> None:
    hand_in(write_csv(tmp_path / "a.csv", [XIUYING]), office=FUCHENG)
    hand_in(write_csv(tmp_path / "b.csv", [TWIN]), office=GUANHU)
    first, second = find_person(XIUYING.identifier), find_person(TWIN.identifier)
    assert first is not None
    assert second is not None
    with pytest.raises(NotAPair):
        actions.decide_duplicate(first=first, second=second, same_person=True, office=FUCHENG, by="desk-1", now=NOW)
