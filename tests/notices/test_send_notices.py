"""Notices leave by the sender that the settings name, are tried again, and tell nothing to who glances at them."""

import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from suixing.kernel.ids import new_id
from suixing.kernel.keys import keyring_at
from suixing.notices.actions import SEALED_AS
from suixing.notices.errors import UnknownSender
from suixing.notices.jobs import MOST_TRIES, send_pending, wait_after
from suixing.notices.models import Kind, Notice
from suixing.notices.wording import code_text, text_of
from suixing.people.models import Account
from tests.cast import FUCHENG, GUANHU, XIUYING
from tests.desk.test_register_and_see import register
from tests.shape.forbidden import concepts

FIELD = ("卫生", "健康", "妇", "街道", "医", "health", "clinic", "township", "woman")


@pytest.fixture
def sending(node: None, tmp_path: Path) -> Iterator[Path]:
    """The folder where messages arrive; settings as they were afterwards."""
    from suixing.places.actions import open_office

    for code in (FUCHENG, GUANHU):
        open_office(code=code, now=timezone.now())
    before = settings.SUIXING_SENDER, settings.SUIXING_OUTGOING_DIR
    settings.SUIXING_OUTGOING_DIR = tmp_path / "outgoing"
    yield tmp_path / "outgoing"
    settings.SUIXING_SENDER, settings.SUIXING_OUTGOING_DIR = before


def waiting(accounts: list[int], kind: Kind = Kind.TIE_CONFIRMED, **changes: Any) -> Notice:
    now = timezone.now()
    person = Account.objects.values_list("person_id", flat=True).filter(pk__in=accounts).first() or new_id()
    said = {"person": person, "kind": kind, "accounts": accounts, "created_at": now, "due_at": now} | changes
    return Notice.objects.create(**said)


def sealed(code: str) -> bytes:
    return keyring_at(settings.SUIXING_KEYS_DIR).wrapping.seal(code_text(code).encode(), SEALED_AS)


def test_one_message_a_telephone(sending: Path) -> None:
    numbers = [register(office=office, by="zhou").account for office in (FUCHENG, GUANHU)]
    waiting(numbers)
    assert send_pending(now=timezone.now()) == 1
    (path,) = sending.iterdir()
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(sending.stat().st_mode)) == (0o600, 0o700)
    assert not any(part in path.name for part in ("13900000001", str(numbers[0]) + "."))
    said = json.loads(path.read_text(encoding="utf-8"))
    assert (said["channel"], said["to"]) == ("sms", "13900000001")
    assert send_pending(now=timezone.now()) == 0


def test_a_letter_where_no_telephone_is_held_but_never_with_a_code(sending: Path) -> None:
    number = register(telephone="", by="zhou").account
    waiting([number])
    code = waiting([number], Kind.CONFIRMATION_CODE, sealed=sealed("123456"))
    assert send_pending(now=timezone.now()) == 1
    (path,) = sending.iterdir()
    said = json.loads(path.read_text(encoding="utf-8"))
    assert (said["channel"], said["to"]) == ("letter", XIUYING.current)
    code.refresh_from_db()
    assert (code.failed, code.sealed) == ("nobody", None)


def test_a_command_takes_it_over_on_its_standard_input(sending: Path, tmp_path: Path) -> None:
    kept, command = tmp_path / "kept", tmp_path / "gateway"
    command.write_text(f"#!/bin/sh\nenv | grep -q SUIXING && exit 3\ncat > {kept}\n", encoding="utf-8")
    command.chmod(0o700)
    settings.SUIXING_SENDER = f"command:{command}"
    waiting([register(by="zhou").account])
    assert send_pending(now=timezone.now()) == 1
    assert json.loads(kept.read_text(encoding="utf-8"))["to"] == "13900000001"


def test_what_cannot_leave_waits_longer_each_time_and_then_ends(sending: Path) -> None:
    settings.SUIXING_SENDER = "command:/bin/false"
    notice = waiting([register(by="zhou").account], Kind.CONFIRMATION_CODE, sealed=sealed("123456"))
    now = timezone.now()
    assert send_pending(now=now) == 0
    notice.refresh_from_db()
    assert (notice.tries, notice.due_at - now) == (1, timedelta(seconds=30))
    assert [wait_after(tries) for tries in (2, 3, 30)] == [
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(hours=6),
    ]
    for tries in range(MOST_TRIES):
        send_pending(now=now + timedelta(days=tries + 1))
    notice.refresh_from_db()
    assert (notice.tries, notice.failed, notice.sealed) == (MOST_TRIES, "not_taken_over", None)


def test_a_code_that_is_too_old_is_not_sent(sending: Path) -> None:
    notice = waiting([register(by="zhou").account], Kind.CONFIRMATION_CODE, sealed=sealed("123456"))
    Notice.objects.update(expires_at=timezone.now())
    assert send_pending(now=timezone.now()) == 0
    notice.refresh_from_db()
    assert (notice.failed, notice.sealed, sending.exists()) == ("too_late", None, False)


@pytest.mark.parametrize("setting", ["", "mail", "command:relative", "command:"])
def test_a_setting_that_names_no_sender_keeps_everything(sending: Path, setting: str) -> None:
    settings.SUIXING_SENDER = setting
    waiting([register(by="zhou").account])
    with pytest.raises(UnknownSender):
        send_pending(now=timezone.now())
    assert Notice.objects.filter(sent_at=None, failed="").count() == 1


def test_a_glance_tells_nothing() -> None:
    for text in (code_text("123456"), text_of(Kind.TIE_CONFIRMED), text_of(Kind.BREAK_GLASS_OPENED)):
        assert concepts(text, pinyin=False) == set()
        assert not any(word in text for word in FIELD)
        assert len(text) < 400
