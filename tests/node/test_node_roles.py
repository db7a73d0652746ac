"""A node takes its role among others once, gets the keys for it, and serves the offices of its place only."""

import json
import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509
from django.test import override_settings

from suixing.access.actions import appoint_officer
from suixing.access.roles import Role
from suixing.config.home import Home
from suixing.config.node.joining_keys import make_tls, read_recovery
from suixing.config.standing import SECONDS, Told, exchange_seconds, standing_after
from suixing.kernel.crypto import agreement_public_of, public_key_of
from suixing.kernel.errors import Refusal
from suixing.kernel.keys import keyring_at
from suixing.places.actions import open_office
from suixing.places.errors import OfficeElsewhere
from suixing.places.models import NATION
from suixing.places.queries import is_of
from tests.cast import FUCHENG, NOW, ZHONGZHOU
from tests.nodes import NodeUnderTest

PROVINCE = ("node", "init", "--role", "province", "--place", "44")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty folder."""
    monkeypatch.delenv("SUIXING_ENGINE", raising=False)
    return Home(tmp_path / "home")


def kept(node: NodeUnderTest) -> dict[str, object]:
    said: dict[str, object] = json.loads((node.home / "node.json").read_text())
    return said


def test_node_without_a_role_stays_as_it_was(own_node: NodeUnderTest) -> None:
    own_node.ok("node", "init")
    assert set(kept(own_node)) == {"format", "made_at"}
    said = own_node.json("node", "status", "--json")
    assert (said["role"], said["place"], said["exchange"], said["engine"]) == (None, None, None, None)
    assert not list((own_node.home / "keys").glob("exchange-*"))


def test_role_is_taken_once_and_stays(own_node: NodeUnderTest, tmp_path: Path) -> None:
    made_at = kept(own_node)["made_at"]
    out = tmp_path / "recovery.txt"
    own_node.ok(*PROVINCE, "--exchange-port", "9444", "--exchange-host", "gd.example", "--recovery-out", out)
    first = {
        "format": 1, "made_at": made_at, "role": "province", "place": "44", "engine": None,
        "exchange": {"port": 9444, "host": "gd.example", "url": "https://gd.example:9444", "transport": "https"},
    }  # fmt: skip
    assert kept(own_node) == first
    said = own_node.json("node", "status", "--json")
    assert (said["role"], said["place"], said["exchange"]) == ("province", "44", "https://gd.example:9444")
    keys = {path.name: path.read_bytes() for path in (own_node.home / "keys").glob("exchange*")}
    assert "cannot be shown again" in own_node.ok("node", "init", "--recovery-out", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    for words in (("--place", "50"), ("--role", "nation"), ("--role", "province", "--place", "50")):
        assert "province of 44" in own_node.refused("node", "init", *words)
    assert kept(own_node) == first
    assert {path.name: path.read_bytes() for path in (own_node.home / "keys").glob("exchange*")} == keys
    own_node.ok("officer", "appoint", "--office", FUCHENG, "--username", "he.staff", "--name", "何静")
    refused = own_node.refused("officer", "appoint", "--office", ZHONGZHOU, "--username", "wu.staff", "--name", "吴敏")
    assert ZHONGZHOU in refused
    assert "not of this node" in refused


def test_recovery_key_is_shown_once_and_not_kept(own_node: NodeUnderTest) -> None:
    said = own_node.ok("node", "init", "--role", "nation")
    (line,) = [text for text in said.splitlines() if text.startswith("    ")]
    private = read_recovery(line)
    assert private is not None
    keys = keyring_at(own_node.home / "keys")
    assert public_key_of(private) == keys.recovery_public
    assert agreement_public_of(keys.agreement) == keys.agreement_public
    for path in own_node.home.rglob("*"):
        if path.is_file() and "database" not in path.parts and "cache" not in path.parts:
            held = path.read_bytes()
            assert private.hex().encode() not in held
            assert line.strip().encode() not in held
    for path in (own_node.home / "keys").glob("exchange*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "recovery key" not in own_node.ok("node", "init")
    assert kept(own_node)["place"] == NATION


def test_node_with_offices_of_others_takes_no_role(own_node: NodeUnderTest) -> None:
    own_node.ok("officer", "appoint", "--office", ZHONGZHOU, "--username", "wu.staff", "--name", "吴敏")
    assert ZHONGZHOU in own_node.refused(*PROVINCE)
    assert set(kept(own_node)) == {"format", "made_at"}
    assert not (own_node.home / "keys" / "exchange-recovery.pub").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "province"), "--place"),
        (("--role", "province", "--place", "99"), "no province 99"),
        (("--role", "province", "--place", "00"), "no province 00"),
        (("--role", "province", "--place", "4403"), "no province 4403"),
        (("--role", "nation", "--place", "44"), "00"),
        (("--place", "44"), "--role"),
        (("--exchange-port", "9000"), "--role"),
        (("--role", "nation", "--exchange-port", "70000"), "65535"),
        (("--role", "nation", "--exchange-host", "no host"), "host"),
        (("--role", "county", "--place", "44"), "--help"),
    ],
)
def test_role_that_cannot_be_is_refused_before_anything_is_made(
    bare_node: NodeUnderTest, words: tuple[str, ...], said: str
) -> None:
    before = sorted(bare_node.home.iterdir())
    assert said in bare_node.refused("node", "init", *words)
    assert sorted(bare_node.home.iterdir()) == before


def test_recovery_key_goes_neither_over_a_file_nor_into_the_node(bare_node: NodeUnderTest, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    assert "exists already" in bare_node.refused(*PROVINCE, "--recovery-out", tmp_path / "mine")
    assert "elsewhere" in bare_node.refused(*PROVINCE, "--recovery-out", bare_node.home / "recovery")
    assert (tmp_path / "mine").read_text() == "mine"
    assert not (bare_node.home / "keys").exists()


def test_host_may_be_an_address(home: Home) -> None:
    told = standing_after(home, Told("nation", host="::1", port=9000))
    assert (told.exchange["host"], told.exchange["url"]) == ("::1", "https://[::1]:9000")


@pytest.mark.parametrize("variable", SECONDS)
@pytest.mark.parametrize("said", ["soon", "0", "-1", "nan", "inf", "86401"])
def test_times_that_cannot_be_are_refused(monkeypatch: pytest.MonkeyPatch, variable: str, said: str) -> None:
    monkeypatch.setenv(variable, said)
    with pytest.raises(Refusal, match=variable):
        exchange_seconds(variable)


def test_times_are_what_is_said_or_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUIXING_EXCHANGE_TICK", raising=False)
    assert exchange_seconds("SUIXING_EXCHANGE_TICK") == 30.0
    monkeypatch.setenv("SUIXING_EXCHANGE_TICK", "0.5")
    assert exchange_seconds("SUIXING_EXCHANGE_TICK") == 0.5


def test_certificate_names_the_node_and_stays_when_the_host_changes(tmp_path: Path) -> None:
    make_tls(tmp_path, place="44", host="gd.example")
    files = (tmp_path / "exchange-tls.key", tmp_path / "exchange-tls.pem")
    made = [path.read_text() for path in files]
    make_tls(tmp_path, place="44", host="192.0.2.7")
    assert [path.read_text() for path in files] == made
    held = x509.load_pem_x509_certificate(files[1].read_bytes())
    names = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {str(name.value) for name in names} == {"gd.example", "127.0.0.1", "localhost"}
    assert held.subject.rfc4514_string() == "CN=44"


def test_certificate_and_key_fit_what_tls_wants_of_one_that_is_pinned(tmp_path: Path) -> None:
    """A whole handshake in memory, as strict as any client is."""
    make_tls(tmp_path, place="44", host="127.0.0.1")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "exchange-tls.pem", tmp_path / "exchange-tls.key")
    client = ssl.create_default_context(cafile=tmp_path / "exchange-tls.pem")
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(down, up, server_hostname="127.0.0.1")
    answering = server.wrap_bio(up, down, server_side=True)
    for side in (asking, answering, asking, answering):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    assert asking.version() == "TLSv1.3"


def test_node_is_that_of_its_own_offices() -> None:
    assert all(is_of("", code) for code in (NATION, "44", FUCHENG, ZHONGZHOU))
    assert is_of("44", "44")
    assert is_of("44", FUCHENG)
    assert not any(is_of("44", code) for code in (NATION, "50", ZHONGZHOU))
    assert is_of(NATION, NATION)
    assert not any(is_of(NATION, code) for code in ("44", FUCHENG))


@pytest.mark.parametrize(("place", "ours", "others"), [("44", FUCHENG, ZHONGZHOU), (NATION, NATION, FUCHENG)])
def test_office_of_another_place_is_neither_opened_nor_staffed(node: None, place: str, ours: str, others: str) -> None:
    with override_settings(SUIXING_NODE_PLACE=place):
        open_office(code=ours, now=NOW)
        with pytest.raises(OfficeElsewhere):
            open_office(code=others, now=NOW)
        with pytest.raises(OfficeElsewhere):
            appoint_officer(
                username="wu.desk", name="吴敏", office=others, roles=[Role.DESK_OFFICER], password=None, by="console",
                now=NOW,
            )  # fmt: skip
