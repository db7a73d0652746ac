"""Two desks, or two officers, at the same moment (P1, P3): one valid pass, and a sentence for whoever came second."""

import threading
from collections.abc import Callable
from uuid import UUID

from django.db import connection

from suixing.kernel.errors import Refusal
from suixing.passes.actions import issue_pass, reissue_pass, revoke_pass
from suixing.passes.errors import AlreadyRevoked, HoldsOne
from suixing.passes.models import Pass, RevokedFor, StatusList
from tests.cast import JUNYAO, NOW, ZHONGZHOU
from tests.desk.conftest import Sit, appoint, as_role
from tests.passes.conftest import register
from tests.passes.test_grant_pass import GAO, is_revoked, issued

OFFICERS = ("gao", "deng", "xie", "murong")


def at_once(act: Callable[[str], object]) -> list[object]:
    """Each officer does it at the same moment, on a connection of her own; what came of it, refusals as such."""
    keys = {name: appoint(name, ZHONGZHOU) for name in OFFICERS}
    ready = threading.Barrier(len(OFFICERS))
    came: list[object] = []

    def work(name: str) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('suixing.session', %s, false)", [keys[name]])
            ready.wait(60)
            came.append(act(name))
        except Refusal as refusal:
            came.append(refusal)
        finally:
            connection.close()

    with as_role("serving", keys["gao"]):
        threads = [threading.Thread(target=work, args=(name,)) for name in OFFICERS]
        for one in threads:
            one.start()
        for one in threads:
            one.join(60)
    return came


def test_issue_once_however_many_desks_issue(sit: Sit, xiuying: UUID) -> None:
    came = at_once(lambda name: issue_pass(person=xiuying, office=ZHONGZHOU, by=name, now=NOW))
    assert len([one for one in came if isinstance(one, UUID)]) == 1
    assert len([one for one in came if isinstance(one, HoldsOne)]) == len(OFFICERS) - 1
    assert Pass.objects.filter(state="valid").count() == 1


def test_reissue_once_however_many_desks_reissue(sit: Sit, xiuying: UUID) -> None:
    old = issued(sit, xiuying)
    came = at_once(lambda name: reissue_pass(number=old, office=ZHONGZHOU, by=name, now=NOW))
    (new,) = [one for one in came if isinstance(one, UUID)]
    assert len([one for one in came if isinstance(one, AlreadyRevoked)]) == len(OFFICERS) - 1
    assert is_revoked(old)
    assert not is_revoked(new)


def test_revoke_several_at_once_and_lose_none(sit: Sit, xiuying: UUID) -> None:
    """They share a list, whose token is signed anew each time."""
    junyao = register(sit, JUNYAO, office=ZHONGZHOU, by="gao")
    numbers = dict(zip(OFFICERS, (issued(sit, xiuying), issued(sit, junyao)), strict=False))

    def revoke(name: str) -> None:
        if name in numbers:
            revoke_pass(number=numbers[name], office=ZHONGZHOU, reason=RevokedFor.ASKED, by=name, now=NOW)

    assert at_once(revoke) == [None] * len(OFFICERS)
    assert all(is_revoked(number) for number in numbers.values())


def test_no_place_is_given_away_twice(sit: Sit, xiuying: UUID) -> None:
    """Nor in an order that tells when: the first places of a list are no row of numbers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT place FROM passes_take_places(%s, 100)", [ZHONGZHOU])
        places = [place for (place,) in cursor.fetchall()]
    assert len(set(places)) == len(places) == 100
    assert sorted(places) != places
    newest = StatusList.objects.order_by("-number").first()
    assert newest is not None
    order = bytes(newest.order_bytes)
    every = {int.from_bytes(order[at : at + 4], "big") for at in range(0, len(order), 4)}
    assert every == set(range(131072))
    assert GAO["office"] == ZHONGZHOU
