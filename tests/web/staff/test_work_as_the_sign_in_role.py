"""What administrators do is done with the rights that the sign-in role has in a running node, and no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.utils import timezone

from suixing.access import actions, queries, staff
from suixing.access.models import Officer
from suixing.access.roles import Role
from suixing.journeys import officer_begins
from suixing.journeys.models import HandingOver, IntakeRun, RunState
from suixing.journeys.officer_leaves import leave
from tests.cast import FUCHENG, GUANHU
from tests.desk.conftest import databases, give_roles
from tests.web.staff.conftest import ADMINISTRATOR, Office, make
from tests.web.staff.test_hand_work_over import open_break_glass, run_of


@contextmanager
def sign_in_role() -> Iterator[None]:
    """The connection that knows officers, as a running node has it."""
    give_roles()
    door = connections["door"]
    before = {name: door.settings_dict[name] for name in ("USER", "PASSWORD")}
    door.close()
    door.settings_dict.update(USER=databases().sign_in.user, PASSWORD=databases().sign_in.password)
    try:
        yield
    finally:
        door.close()
        door.settings_dict.update(before)


def test_everything_that_administrators_do(office: Office) -> None:
    make("county.staff", ADMINISTRATOR, office="440309")
    run = run_of("chen.desk", RunState.WAITING)
    opening = open_break_glass("chen.desk")
    now = timezone.now()
    told: dict[str, Any] = {"office": FUCHENG, "by": "he.staff", "now": now}
    with sign_in_role():
        lin = officer_begins.appoint(username="lin.desk", name="林岚", roles=[Role.DESK_OFFICER], **told)
        posts = [Role.DESK_OFFICER, Role.SUPERVISOR]
        seen = queries.member_of(number=lin.number, office=FUCHENG, now=now).version
        actions.change_member(number=lin.number, name="林岚", roles=posts, oidc_subject="P-1", seen=seen, **told)
        officer_begins.new_start_code(number=lin.number, lost_factors=True, **told)
        leave(number=office.chen.pk, successor=lin.number, seen=staff.version_of(office.chen), **told)
        officer_begins.appoint_again(number=office.chen.pk, roles=[Role.SUPERVISOR], **told)
        officer_begins.appoint_below(username="gao.staff", name="高原", office=GUANHU, by="county.staff", now=now)
        assert len(queries.members_of(office=FUCHENG, now=now)) == 3
    opening.refresh_from_db()
    assert opening.closed_at is not None
    assert IntakeRun.objects.get(pk=run).officer == "lin.desk"
    assert HandingOver.objects.get().intakes == [run]
    assert Officer.objects.get(username="gao.staff").office_id == GUANHU
