"""A button has a parcel tried at once, a dead one opened again or dropped: once, told of what changed, journaled."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from suixing.exchange.models import Dead, LeavingParcel, Transit
from suixing.exchange.post.burying import BROKE_OFF, bury
from suixing.web.exchange.wording import DEAD, FAULTS
from tests.exchange.others import leaving, passing
from tests.shape.source import calls, literal, modules
from tests.web.exchange.conftest import text_of

STUCK, SETTLE = "/exchange/stuck/", "/exchange/settle/"


def buried(body: bytes = b"junk") -> int:
    bury(uuid4(), body, "50", "bad_signature", now=timezone.now())
    return Dead.objects.latest("pk").pk


def hidden(browser: Client) -> dict[str, str]:
    """Form numbers of the page by what they are for."""
    shown = browser.get(STUCK).content.decode()
    pairs = re.findall(r'name="form_number" value="(\w+)"><input[^>]* name="which" value="([\w-]+)"', shown)
    return {which: number for number, which in pairs}


def entries() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT act, office, officer FROM journal_entry WHERE act LIKE 'exchange.%%' ORDER BY id")
        return list(cursor.fetchall())


def test_a_parcel_is_tried_at_once_and_the_page_says_so(operator: Client) -> None:
    later = timezone.now() + timedelta(hours=1)
    parcel = leaving("50", tries=4, fault="untrusted", now=timezone.now(), try_at=later)
    page = text_of(operator, STUCK)
    assert "下一站的证书与记录的不符" in page
    sent = {"act": "leave", "which": str(parcel), "form_number": hidden(operator)[str(parcel)]}
    answer = operator.post(SETTLE, sent)
    assert answer.headers["Location"] == f"{STUCK}?done=leave"
    assert "即刻重发" in text_of(operator, answer.headers["Location"])
    assert LeavingParcel.objects.get(pk=parcel).try_at < later
    assert operator.post(SETTLE, sent).headers["Location"] == f"{STUCK}?done=leave"  # sent twice, done once
    assert entries() == [("exchange.parcel_retried", "44", "xu.exchange")]


def test_a_parcel_that_the_hub_cannot_hand_on_is_tried_at_once(operator: Client) -> None:
    now = timezone.now()
    passing("50", now=now)  # it was not tried yet
    assert "转交不出的包裹" not in text_of(operator, STUCK)
    parcel = passing("50", tries=7, fault="unreachable", now=now, try_at=now + timedelta(hours=1))
    assert "转交不出的包裹" in text_of(operator, STUCK)
    assert list(hidden(operator)) == [str(parcel)]
    sent = {"act": "leave", "which": str(parcel), "form_number": hidden(operator)[str(parcel)]}
    assert operator.post(SETTLE, sent).headers["Location"] == f"{STUCK}?done=leave"
    assert Transit.objects.get(pk=parcel).try_at < now + timedelta(minutes=5)
    assert entries() == [("exchange.parcel_retried", "44", "xu.exchange")]
    again = {**sent, "form_number": hidden(operator)[str(parcel)]}
    Transit.objects.filter(pk=parcel).update(gone_at=now)
    assert operator.post(SETTLE, again).status_code == 409


def test_a_dead_one_is_opened_again_or_dropped(operator: Client) -> None:
    kept, dropped = buried(b"one"), buried(b"two")
    page = text_of(operator, STUCK)
    assert "签名不成立" in page
    numbers = hidden(operator)
    for which, act in ((kept, "reopen"), (dropped, "drop")):
        sent = {"act": act, "which": str(which), "form_number": numbers[str(which)]}
        assert operator.post(SETTLE, sent).headers["Location"] == f"{STUCK}?done={act}"
    assert Dead.objects.get(pk=kept).settled_as == "retry"
    assert Dead.objects.get(pk=dropped).settled_as == "dropped"
    assert "等候重新处理" in text_of(operator, STUCK)
    assert list(hidden(operator)) == []
    assert [act for act, *_ in entries()] == ["exchange.dead_retried", "exchange.dead_dropped"]


def test_who_comes_second_is_told(operator: Client) -> None:
    number = buried()
    first, second = hidden(operator)[str(number)], hidden(operator)[str(number)]
    operator.post(SETTLE, {"act": "drop", "which": str(number), "form_number": first})
    answer = operator.post(SETTLE, {"act": "reopen", "which": str(number), "form_number": second})
    assert answer.status_code == 409
    assert "请查看最新列表" in answer.content.decode()
    assert Dead.objects.get(pk=number).settled_as == "dropped"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "drop", "which": "0", "form_number": "1"},
        {"act": "drop", "which": str(2**63), "form_number": "1"},
        {"act": "drop", "which": "٣", "form_number": "1"},
        {"act": "leave", "which": "7", "form_number": "1"},
        {"act": "burn", "which": "7", "form_number": "1"},
        {"act": "drop", "which": "7"},
    ],
)
def test_what_no_page_of_ours_sends_changes_nothing(operator: Client, sent: dict[str, str]) -> None:
    answer = operator.post(SETTLE, sent)
    assert answer.status_code == 422
    assert "这张表单不完整" in answer.content.decode()
    assert entries() == []
    assert operator.get(SETTLE).status_code == 405


def test_every_reason_has_its_words() -> None:
    """Also those that other modules name; what a newer node brings is shown as it is."""
    named = {BROKE_OFF, "unknown_kind", "unknown_version"}
    for module in (one for one in modules() if one.name.startswith("exchange/post/")):
        for name in ("Unreadable", "NotAdmitted"):
            named |= {word for call in calls(module.tree, name) if (word := literal(call.args[0]))}
    assert named - set(DEAD) == set()
    assert {"unreachable", "refused", "busy", "untrusted", "too_large", "wrong_node", "no_way"} <= set(FAULTS)
