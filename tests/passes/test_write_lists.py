"""``suixing pass trust`` and ``status-lists`` write what ``suixing pass verify`` reads, with nothing else at hand."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from suixing.config.command import main
from suixing.config.commands import pass_lists
from suixing.config.vouching import vouch_once
from suixing.kernel.keys import create_keys
from suixing.passes.actions import prepare
from suixing.passes.formats import cwt
from suixing.passes.formats.claims import Claim, PassClaims, Place
from suixing.passes.formats.terms import terms_of
from suixing.passes.keys import list_key, signer
from suixing.passes.lists import revoke_places, uri_of
from suixing.passes.trusting import Seen
from suixing.places.actions import open_office
from tests.cast import FUCHENG, NOW
from tests.passes.apart import without_passes

VALID, REVOKED, UNTRUSTED = 0, 11, 14
ISSUER = "https://pass.example"
PLACE = Place("50", "重庆市")
CLAIMS = PassClaims(
    name="李秀英", born=date(1985, 6, 12), adult=True, home_province=PLACE, home_county=PLACE, home_township=PLACE,
    current_place=None,
)  # fmt: skip


@pytest.fixture
def issuing(node: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """This node can issue; a folder for files."""
    create_keys(tmp_path / "keys")
    monkeypatch.setattr(settings, "SUIXING_KEYS_DIR", tmp_path / "keys")
    monkeypatch.setattr(settings, "SUIXING_PUBLIC_ADDRESS", ISSUER)
    monkeypatch.setattr(pass_lists, "node_session", nullcontext)
    open_office(code=FUCHENG, now=NOW)
    with without_passes():
        prepare(by="test", now=datetime.now(UTC))
        yield tmp_path


def write_files(folder: Path) -> list[str]:
    """What is published now, in files; as options of ``verify``."""
    vouch_once(Seen(), now=datetime.now(UTC))
    assert main(["pass", "trust", "--out", str(folder / "trust")]) == 0
    assert main(["pass", "status-lists", "--out", str(folder / "lists")]) == 0
    return ["--trust", str(folder / "trust"), "--status", str(folder / "lists")]


def test_what_is_written_is_enough_to_check_a_pass(issuing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    today = datetime.now(UTC).date()
    terms = terms_of(ISSUER, today - timedelta(days=1), today + timedelta(days=9), uri_of(1), 7)
    (issuing / "pass").write_text(cwt.issue(signer().key, terms, CLAIMS, [Claim.NAME]))
    files = write_files(issuing)
    assert list_key().kid in capsys.readouterr().err
    shown = ["pass", "verify", str(issuing / "pass"), "--anchor", list_key().kid]
    assert main([*shown, *files]) == VALID
    revoke_places(places=[(1, 7)], now=datetime.now(UTC))
    assert main([*shown, *write_files(issuing)]) == REVOKED
    assert main([*shown[:-1], signer().key.kid, *files]) == UNTRUSTED


def test_a_place_that_cannot_be_written_is_refused(issuing: Path) -> None:
    assert main(["pass", "trust", "--out", str(issuing / "no" / "trust")]) == 2
