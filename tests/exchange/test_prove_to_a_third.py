"""A third party checks the evidence with openssl alone, by the commands that the file itself gives."""

import json
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from suixing.exchange import actions as exchange
from suixing.exchange.errors import NothingProved
from suixing.exchange.queries import deliveries, evidence_file
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.exchange.conftest import LATER, Listener, Pair
from tests.exchange.far_node import FarNode, messages_of

NOWHERE = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
"""The environment of somebody who has an ordinary machine: no Suixing, no Python of ours."""
SECRET = b"what she was asked"


def unpacked(made: bytes, folder: Path) -> Path:
    """The file as a third party unpacks it."""
    zipfile.ZipFile(BytesIO(made)).extractall(folder)
    return folder


def checks_of(folder: Path) -> list[tuple[str, str]]:
    """Each command of VERIFY.txt with what must come out."""
    lines = [line[4:] for line in (folder / "VERIFY.txt").read_text().splitlines() if line.startswith("    ")]
    commands, wanted = lines[::2], lines[1::2]
    assert all(command.startswith("openssl ") for command in commands)
    assert all(line.startswith("= ") for line in wanted)
    return [(command, line[2:]) for command, line in zip(commands, wanted, strict=True)]


def says(command: str, folder: Path) -> str:
    """What it prints, as the text that stands in VERIFY.txt; what failed says so."""
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=NOWHERE, capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode:
        return "failed"
    found = done.stdout.split("pub:")[-1] if "-text_pub" in command else done.stdout
    return re.sub(r"[\s:]", "", found) if "-text_pub" in command else found.strip()


def wrong_in(folder: Path) -> set[str]:
    """The commands that do not print what they must."""
    return {command for command, wanted in checks_of(folder) if says(command, folder) != wanted}


@pytest.fixture
def crossed(guangdong: Path) -> tuple[UUID, FarNode]:
    """A question of Guangdong to Chongqing that arrived and was answered; Chongqing's key was rotated in between."""
    chongqing, pair = FarNode("50").pin_here(ZHONGZHOU), uuid4()
    with transaction.atomic():
        exchange.open_route(pair=pair, asking=FUCHENG, answering=ZHONGZHOU, now=NOW)
        exchange.send(pair=pair, side="asking", kind="pair.said", body=SECRET, office=FUCHENG, now=NOW)
    exchange.relay(now=LATER)
    (asked,) = messages_of(chongqing.read_all())
    chongqing.give(chongqing.receipt(asked, at=LATER), now=LATER)
    chongqing.keeper.rotate(LATER)
    chongqing.pin_here()
    chongqing.give(chongqing.message(pair=pair, side="answering", body=SECRET, at=LATER), now=LATER)
    return pair, chongqing


def test_plain_openssl_verifies_what_crossed_between_two_nodes(crossed: tuple[UUID, FarNode], tmp_path: Path) -> None:
    pair, chongqing = crossed
    made = evidence_file(pair=pair, office=FUCHENG, now=LATER)
    folder = unpacked(made, tmp_path / "third")
    assert not shutil.which("suixing", path=NOWHERE["PATH"])
    assert wrong_in(folder) == set()

    held = json.loads((folder / "manifest.json").read_text())
    events = [[event["event"] for event in one["events"]] for one in held["messages"]]
    assert events == [["submission_acceptance", "content_consignment"]] * 2
    logs = {node["place"]: node for node in held["nodes"]}
    assert logs["50"]["fingerprint"] == chongqing.fingerprint
    assert [entry["kind"] for entry in logs["50"]["key_log"]] == ["first", "rotated"]
    assert [entry["kind"] for entry in logs["44"]["key_log"]] == ["first"]
    commands = [command for command, _ in checks_of(folder)]
    signed = {path.relative_to(folder).as_posix() for path in folder.rglob("*.sig")}
    assert signed == {word for command in commands for word in command.split() if word.endswith(".sig")}
    assert all(len((folder / path).read_bytes()) == 64 for path in signed)
    for path, digest in held["sha256"].items():
        assert says(f"openssl dgst -sha256 -r {path}", folder) == f"{digest} *{path}"

    whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for never in (SECRET, FUCHENG.encode(), ZHONGZHOU.encode()):
        assert never not in whole


@pytest.mark.parametrize(
    "path", ["messages/asking-1/content_consignment.json", "messages/answering-1/submission_acceptance.sig",
             "keys/50/2.json", "keys/44/1-signing.pem"],
)  # fmt: skip
def test_a_flipped_bit_does_not_verify(crossed: tuple[UUID, FarNode], tmp_path: Path, path: str) -> None:
    folder = unpacked(evidence_file(pair=crossed[0], office=FUCHENG, now=LATER), tmp_path / "third")
    plain = bytearray((folder / path).read_bytes())
    plain[len(plain) // 2] ^= 1
    (folder / path).write_bytes(bytes(plain))
    wrong = wrong_in(folder)
    assert wrong
    assert all(path in command.split() for command in wrong)


def test_a_node_that_stands_alone_proves_with_its_key(pair: Pair, tmp_path: Path) -> None:
    pair.ask(SECRET)
    exchange.relay(now=LATER)
    exchange.hand_to(Listener().handlers, now=LATER)
    for office in (FUCHENG, ZHONGZHOU):
        folder = unpacked(evidence_file(pair=pair.id, office=office, now=LATER), tmp_path / office)
        assert wrong_in(folder) == set()
        held = json.loads((folder / "manifest.json").read_text())
        (one,) = held["messages"]
        assert {"submission_acceptance", "relay", "content_consignment"} <= {event["event"] for event in one["events"]}
        assert [node["key_log"] for node in held["nodes"]] == [[]]


def test_only_the_own_copy_is_given(pair: Pair) -> None:
    pair.ask(SECRET)
    with pytest.raises(NothingProved):
        evidence_file(pair=pair.id, office=FUCHENG, now=LATER)
    exchange.relay(now=LATER)
    with pytest.raises(NothingProved):
        evidence_file(pair=pair.id, office="440304003", now=LATER)
    assert deliveries(pair=pair.id, office=FUCHENG)[0].failed is None
