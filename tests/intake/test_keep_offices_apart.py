"""Hand in as the serving role, take in as the intake role: what each database role sees of sheets, and what not."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from suixing.access.models import Officer, OfficerSession
from suixing.access.roles import Role
from suixing.journeys import take_back
from suixing.journeys.intake import actions, kept, queries, work
from suixing.journeys.intake.errors import NoSuchRun
from suixing.journeys.models import IntakeFile, IntakeRun
from suixing.people.models import Person
from suixing.people.queries import find_person
from suixing.places.actions import open_office
from tests.cast import CAST, FUCHENG, GUANHU, NOW, XIUYING, write_csv
from tests.desk.conftest import appoint, as_role, give_roles
from tests.intake.test_hand_in import sealed

ZHOU, WANG, SUN, LIN = "zhou", "wang", "sun", "lin"


@pytest.fixture
def keys(node: None) -> Iterator[dict[str, str]]:
    """Sessions: desks of Fucheng and Guanhu, a supervisor above both, a community worker of Fucheng."""
    give_roles()
    open_office(code="440309", now=NOW)
    yield {
        ZHOU: appoint(ZHOU, FUCHENG),
        WANG: appoint(WANG, GUANHU),
        SUN: appoint(SUN, "440309", (Role.SUPERVISOR,)),
        LIN: appoint(LIN, FUCHENG, (Role.COMMUNITY_WORKER,)),
    }
    for path in kept.folder().iterdir():
        path.unlink()
    OfficerSession.objects.all().delete()
    Officer.objects.all().delete()


def hand_in(path: Path, *, by: str = ZHOU, office: str = FUCHENG) -> UUID:
    number = uuid4()
    actions.hand_in(number=number, sheet=sealed(path), office=office, by=by, check=False, now=timezone.now())
    return number


def test_whole_way_under_the_roles_that_really_work(keys: dict[str, str], tmp_path: Path) -> None:
    register = write_csv(tmp_path / "r.csv", CAST)
    with as_role("serving", keys[ZHOU]):
        number = hand_in(register)
    with as_role("intake", ""):
        assert [fault for _, fault in work.work_off(stop=lambda: False)] == [""]
    with as_role("serving", keys[ZHOU]):
        page = queries.run_at(number=number, office=FUCHENG)
        assert page is not None
        assert (page.counts.state, page.counts.accepted, page.has_report) == ("finished", 3, True)
        now = timezone.now()
        assert b"".join(actions.take_report(number=number, office=FUCHENG, by=ZHOU, now=now)).startswith(b"PK")
        assert actions.read_reasons(number=number, office=FUCHENG, by=ZHOU, page=1, now=now).rows == []
        second = hand_in(write_csv(tmp_path / "s.csv", [XIUYING.but(telephone="13911112222")]))
        actions.take_back(number=second, office=FUCHENG, by=ZHOU, now=now)
        third = hand_in(write_csv(tmp_path / "s.csv", [XIUYING.but(telephone="13911112222")]))
    with as_role("intake", ""):
        assert [fault for _, fault in work.work_off(stop=lambda: False)] == [""]
        assert actions.destroy_old(by="worker", now=timezone.now()) == 0
        assert actions.remove_orphans(now=timezone.now()) == 0
    assert IntakeRun.objects.get(pk=third).updated == 1
    assert Person.objects.count() == 3


def test_each_sees_what_is_hers(keys: dict[str, str], tmp_path: Path) -> None:
    with as_role("serving", keys[ZHOU]):
        number = hand_in(write_csv(tmp_path / "r.csv", CAST))
    with as_role("intake", ""):
        list(work.work_off(stop=lambda: False))
    seen = {}
    for who, key in [*keys.items(), ("nobody", "no such key")]:
        with as_role("serving", key):
            below = queries.runs_below(office="440309", now=timezone.now())
            seen[who] = (IntakeRun.objects.count(), IntakeFile.objects.count(), len(below))
    assert seen == {ZHOU: (1, 3, 1), WANG: (0, 0, 0), SUN: (1, 0, 1), LIN: (1, 0, 1), "nobody": (0, 0, 0)}
    with as_role("serving", keys[WANG]), pytest.raises(NoSuchRun):
        actions.take_report(number=number, office=FUCHENG, by=WANG, now=timezone.now())


def test_serving_role_cannot_say_what_the_worker_says(keys: dict[str, str], tmp_path: Path) -> None:
    register = write_csv(tmp_path / "r.csv", CAST)
    with as_role("serving", keys[ZHOU]):
        number = hand_in(register)
        for change in ("state = 'finished', finished_at = now()", "accepted = 5", "office_id = '440309001'"):
            with pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE journeys_intake_run SET {change} WHERE id = %s", [number])
        with pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic():
            hand_in(register, by=WANG)
        with pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic():
            hand_in(register, by=ZHOU, office=GUANHU)
    with as_role("serving", keys[LIN]), pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic():
        hand_in(register, by=LIN)
    with as_role("serving", "no such key"), pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic():
        actions.forget_kept(person=uuid4(), offices=[FUCHENG], before=timezone.now(), by=ZHOU, now=timezone.now())


def test_desk_that_takes_back_destroys_what_it_must_not_see(keys: dict[str, str], tmp_path: Path) -> None:
    with as_role("serving", keys[ZHOU]):
        number = hand_in(write_csv(tmp_path / "r.csv", CAST))
    with as_role("intake", ""):
        list(work.work_off(stop=lambda: False))
    person = find_person(XIUYING.identifier)
    assert person is not None
    with as_role("serving", keys[LIN]):
        assert take_back.withdraw(person=person, office=FUCHENG, by=LIN, now=timezone.now()).found
    page = queries.run_at(number=number, office=FUCHENG)
    assert page is not None
    assert page.gone == "taken_back"
    assert list(kept.folder().iterdir()) == []
