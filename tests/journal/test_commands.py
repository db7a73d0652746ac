"""``suixing journal check``: the part of the commands that works without a node."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from suixing.config.command import main
from suixing.journal import queries
from suixing.kernel.keys import keyring_at
from tests.journal.support import ALICE, BOB, seal, write

pytestmark = pytest.mark.usefixtures("journal")


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    write(ALICE, BOB)
    seal()
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(queries.completeness_proof(ALICE)))
    return file


def test_a_proof_is_checked_with_the_key_that_is_given(proof: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = keyring_at(settings.SUIXING_KEYS_DIR).journal_public.hex()
    assert main(["journal", "check", str(proof), "--key", key]) == 0
    said = capsys.readouterr().out
    assert str(ALICE) in said
    assert "证明成立" in said
    assert "The proof holds" in said
    assert main(["journal", "check", str(proof), "--key", "00" * 32]) == 1


def test_a_key_taken_from_the_proof_itself_is_said(
    proof: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SUIXING_HOME", str(tmp_path / "nowhere"))
    assert main(["journal", "check", str(proof)]) == 0
    assert "--key" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "[]", "{}", "\udcff", '{"head": 5}', "[" * 100_000])
def test_what_is_no_proof_ends_with_a_sentence(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SUIXING_HOME", str(tmp_path / "nowhere"))
    file = tmp_path / "file"
    file.write_bytes(content.encode(errors="surrogateescape"))
    assert main(["journal", "check", str(file)]) == 2
    assert main(["journal", "check", str(tmp_path / "missing")]) == 2
    assert main(["journal", "check", str(file), "--key", "zz"]) == 2
    assert "Traceback" not in capsys.readouterr().err
