"""A node learns the password of the hub's server from a file that only the hub can write and only the node can open."""

from collections.abc import Mapping
from pathlib import Path

import orjson
import pytest

from suixing.exchange.nodes.actions import pin
from suixing.exchange.nodes.chain import newest
from suixing.exchange.nodes.queries import chain_of, own_agreement_key
from suixing.exchange.post import wire
from suixing.exchange.post.nats_pass import (
    PASS_TYPE,
    NatsPass,
    _id_of,
    held_pass,
    keep_pass,
    password_of,
    read_pass,
    write_pass,
)  # fmt: skip
from suixing.exchange.signed import make_jws, read_jws
from suixing.kernel.errors import Refusal
from suixing.kernel.keys import create_keys
from tests.cast import NOW
from tests.exchange.far_node import FarNode, standing_as
from tests.exchange.nodes.made import secret

GIVEN = {
    "form": 1, "place": "44", "urls": ["nats://nation.example:4222"], "password": "word", "replicas": 1,
    "authority": "",
}  # fmt: skip


def link_by(signer: FarNode, changed: Mapping[str, object] = GIVEN, *, typ: str = PASS_TYPE) -> str:
    """A link file to our node that says what is usual, but for what is ``changed``."""
    signed = make_jws(orjson.dumps({**GIVEN, **changed}), kid=signer.kid, typ=typ, private=signer.private())
    mine = newest(chain_of("44"))
    return wire.pack(_id_of("44"), [signed], mine.agreement, mine.kid).decode()


def refused(text: str) -> str:
    with pytest.raises(Refusal) as refusal:
        read_pass(text, now=NOW)
    assert not any(word in str(refusal.value) for word in ("word", "nation.example"))
    return str(refusal.value)


def test_what_the_hub_writes_only_its_node_can_open(node: None, tmp_path: Path) -> None:
    with standing_as("00", tmp_path) as keys:
        create_keys(keys, ("exchange-nats",))
        FarNode("44").pin_here()
        given = NatsPass("44", ("nats://nation.example:4222",), password_of("44"))
        text = write_pass(given)
        assert given.password not in text
        with pytest.raises(wire.Unreadable):
            wire.unpack(_id_of("44"), text.encode(), own_agreement_key)
        (signed,) = wire.unpack(_id_of("44"), text.encode(), {"44.1": secret("44", "agreement", 1)}.get)
        said = orjson.loads(read_jws(signed, public=newest(chain_of("00")).signing, typ=PASS_TYPE))
        assert said["password"] == given.password != password_of("50")
        assert "word" not in repr(NatsPass("44", given.urls, "word"))


def test_after_a_recovery_a_node_has_another_password(node: None, tmp_path: Path) -> None:
    with standing_as("00", tmp_path) as keys:
        create_keys(keys, ("exchange-nats",))
        guangdong = FarNode("44").pin_here()
        before = password_of("44")
        guangdong.keeper.rotate(NOW)
        pin("44", guangdong.keeper.chain, now=NOW)
        assert password_of("44") == before
        guangdong.keeper.recover(NOW)
        pin("44", guangdong.keeper.chain, now=NOW)
        assert password_of("44") != before


def test_a_node_takes_what_its_hub_signed_and_keeps_it_to_itself(guangdong: Path) -> None:
    given = read_pass(link_by(FarNode("00").pin_here()), now=NOW)
    assert held_pass() is None
    keep_pass(given)
    assert held_pass() == given == NatsPass("44", ("nats://nation.example:4222",), "word")
    assert (guangdong / "exchange-nats.json").stat().st_mode & 0o777 == 0o600


def test_what_the_hub_did_not_sign_for_this_node_is_refused(guangdong: Path) -> None:
    hub, other = FarNode("00").pin_here(), FarNode("50").pin_here()
    assert "did not sign" in refused(link_by(other))
    assert "did not sign" in refused(link_by(hub, typ="suixing-directory"))
    assert "another node" in refused(link_by(hub, {"place": "50"}))
    assert "another node" in refused(
        wire.pack(_id_of("50"), [], newest(other.keeper.chain).agreement, "50.1").decode()
    )  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [{"urls": []}, {"urls": ["http://nation.example:1"]}, {"replicas": 0}, {"replicas": True}, {"password": 1},
     {"authority": None}, {"urls": ["nats://nation.example"]}],
)  # fmt: skip
def test_a_file_of_another_form_is_refused(guangdong: Path, changed: dict[str, object]) -> None:
    assert "not of the agreed form" in refused(link_by(FarNode("00").pin_here(), changed))


@pytest.mark.parametrize("text", ["", "no parcel", "a.b.c.d.e", "号"])
def test_what_is_no_link_file_is_refused(guangdong: Path, text: str) -> None:
    FarNode("00").pin_here()
    assert "not of the agreed form" in refused(text)
