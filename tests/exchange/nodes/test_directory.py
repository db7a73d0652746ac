"""A list is taken from the hub alone, and only where it says of nobody what its own log or roll does not say."""

import base64
import hmac
import json
import warnings
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey

from suixing.exchange.evidence import canonical
from suixing.exchange.nodes import directory
from suixing.exchange.nodes.cards import CARD, ROLL
from suixing.exchange.nodes.chain import OVERLAP, SKEW, as_items, fingerprint, rotated
from suixing.exchange.nodes.directory import DIRECTORY, Directory, NotAdopted, adopt_check, listed, read
from suixing.exchange.signed import decode, encode, make_jws, read_jws
from suixing.kernel.crypto import public_key_of
from tests.cast import NOW
from tests.exchange.nodes.made import DAY, SOON, Keeper, Nation, payload_of

STRANGER = bytes(range(32))


@cache
def nation() -> Nation:
    """Nobody may change this one."""
    return Nation()


@cache
def text() -> str:
    return nation().text(1, SOON)


def why(offered: object, pinned: Any = None) -> str:
    with pytest.raises(NotAdopted) as refused:
        read(offered, nation().hub.chain if pinned is None else pinned)
    return refused.value.why


def refused_after(held: Directory, offered: Directory, **known: Any) -> str:
    with pytest.raises(NotAdopted) as refused:
        adopt_check(held, offered, **known)
    return refused.value.why


def signed_by_hub(said: dict[str, Any], hub: Keeper | None = None) -> str:
    """Whatever a hub would like to say."""
    hub = hub or nation().hub
    return make_jws(canonical(said), kid=hub.log[-1].kid, typ=DIRECTORY, private=hub.private)


def with_node(place: str, /, **changes: object) -> str:
    """A list in which the hub changed what one node says, and signed it."""
    said = payload_of(text())
    said["nodes"] = [{**node, **(changes if node["place"] == place else {})} for node in said["nodes"]]
    return signed_by_hub(said)


def node_of(listing: Directory, place: str) -> directory.ListedNode:
    node = listing.node(place)
    assert node is not None
    return node


def test_a_list_is_read_as_it_was_made() -> None:
    made = Nation()
    offered = made.list(7, SOON)
    assert (offered.version, offered.at, offered.hub.place) == (7, SOON, "00")
    assert [(node.place, node.role, node.state) for node in offered.nodes] == [
        ("00", "nation", "active"), ("44", "province", "active"), ("50", "province", "active"),
    ]  # fmt: skip
    guangdong = node_of(offered, "44")
    assert [office.code for office in guangdong.offices] == ["440309001", "440309005"]
    assert guangdong.offices[0].address_zh == "民治大道88号"
    assert (guangdong.url, guangdong.software, guangdong.chain) == (
        "https://44.example:8443", "0.4.0", made.guangdong.chain,
    )  # fmt: skip
    assert node_of(offered, "50").offices == ()
    assert offered.node("11") is None
    adopt_check(None, offered, own=made.guangdong.chain)


@given(st.data())
def test_no_bit_of_a_list_can_differ(data: st.DataObject) -> None:
    written = bytearray(text().encode())
    bit = data.draw(st.integers(0, len(written) * 8 - 1))
    written[bit // 8] ^= 1 << bit % 8
    why(written.decode("latin-1"))


@given(st.data())
def test_the_hub_cannot_change_a_bit_of_what_a_node_signed(data: st.DataObject) -> None:
    """Neither of a node's log nor of its roll; the rest is the hub's to say."""
    said = next(node for node in payload_of(text())["nodes"] if node["place"] == "44")
    member = data.draw(st.sampled_from(("chain", "roll")))
    written = bytearray(canonical({"": said[member]}))
    bit = data.draw(st.integers(5 * 8, (len(written) - 2) * 8 - 1))
    written[bit // 8] ^= 1 << bit % 8
    try:
        changed = json.loads(written)[""]
    except (ValueError, KeyError):
        return  # it could not even be written
    assert why(with_node("44", **{member: changed})) in {"chain", "roll", "malformed"}


def test_a_list_of_another_hub_is_refused() -> None:
    other = Nation(hub=Keeper("00", []).begin(NOW + DAY))  # the same keys in another log
    assert why(other.text(1, NOW + DAY)) == "swapped"
    assert why(text(), other.hub.chain) == "swapped"


def test_a_first_list_is_taken_by_its_fingerprint() -> None:
    said = fingerprint(nation().hub.chain)
    assert directory.read_by_fingerprint(text(), said.upper().replace("-", " ")) == read(text(), nation().hub.chain)
    for typed in ("", said[:-1], fingerprint(nation().guangdong.chain)):
        with pytest.raises(NotAdopted, match="swapped"):
            directory.read_by_fingerprint(text(), typed)


def test_a_list_that_the_hub_did_not_sign_is_refused() -> None:
    payload = canonical(payload_of(text()))
    for kid, private in (
        ("00.1", STRANGER), ("00.1", nation().guangdong.private), ("44.1", nation().guangdong.private),
        ("00.2", nation().hub.private), ("44.1", nation().hub.private), ("00.1", nation().hub.recovery),
    ):  # fmt: skip
        assert why(make_jws(payload, kid=kid, typ=DIRECTORY, private=private)) == "unsigned"


def test_no_other_text_that_the_hub_signed_passes_for_a_list() -> None:
    payload = canonical(payload_of(text()))
    for typ in (CARD, ROLL, "cloudevents+jws", "JWT", "", "suixing-directory "):
        assert why(make_jws(payload, kid="00.1", typ=typ, private=nation().hub.private)) == "unsigned"


def forged(header: dict[str, object], secret: bytes | None = None, length: int = 64) -> str:
    """The list under another header; ``secret`` is what HMAC would be keyed with, else the signature is zeros."""
    said = encode(json.dumps(header).encode()) + b"." + text().split(".")[1].encode()
    signature = bytes(length) if secret is None else hmac.digest(secret, said, "sha256")
    return (said + b"." + encode(signature)).decode()


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "ES256", "Ed25519", "eddsa", "", None, 1, ["EdDSA"]])
def test_no_other_algorithm_is_known(alg: object) -> None:
    """``none`` has no signature; HS256 would take the public key, which everybody has, for a secret."""
    public = nation().hub.log[0].signing
    header: dict[str, object] = {"alg": alg, "kid": "00.1", "typ": DIRECTORY}
    for offered in (forged(header, length=0), forged(header), forged(header, secret=public)):
        assert why(offered) == "malformed"


def test_a_header_says_nothing_else() -> None:
    """No key of its own, no critical extension, no unencoded payload."""
    header: dict[str, object] = {"alg": "EdDSA", "kid": "00.1", "typ": DIRECTORY}
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": url64(public_key_of(STRANGER)), "d": url64(STRANGER)})
    for more in ({"jwk": key.as_dict(private=False)}, {"crit": ["b64"], "b64": False}, {"x": 1}):
        assert why(forged({**header, **more})) == "malformed"
    for kid in ("", "00", "00.0", "00.01", "0.1", "00.1 ", "00.999999", "００.1", None):
        assert why(forged({**header, "kid": kid})) == "malformed"


def url64(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


def test_another_library_reads_ours_and_we_read_its() -> None:
    private, public = nation().hub.private, nation().hub.log[0].signing
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": url64(public), "d": url64(private)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # it would rather have the name of RFC 9864
        theirs = jws.deserialize_compact(text(), key, algorithms=["EdDSA"])
        header = {"alg": "EdDSA", "kid": "00.1", "typ": DIRECTORY}
        made = jws.serialize_compact(header, theirs.payload, key, algorithms=["EdDSA"])
        wrong = jws.serialize_compact({**header, "typ": CARD}, theirs.payload, key, algorithms=["EdDSA"])
    assert theirs.headers() == header
    assert theirs.payload == read_jws(text(), public=public, typ=DIRECTORY)
    assert replace(read(made, nation().hub.chain), text="") == replace(read(text(), nation().hub.chain), text="")
    assert why(wrong) == "unsigned"


def test_an_older_list_is_not_taken_again() -> None:
    made = Nation()
    first, second = made.list(1, SOON), made.list(2, SOON + DAY)
    adopt_check(first, second)
    assert refused_after(second, first) == "older"
    assert refused_after(second, second) == "same"
    assert refused_after(second, made.list(2, SOON + 2 * DAY)) == "forked"
    assert refused_after(second, made.list(3, SOON)) == "older"  # a higher version with an older date


def test_an_older_list_is_not_taken_after_the_hubs_keys_changed() -> None:
    made = Nation()
    first = made.text(1, SOON)
    made.hub.rotate(NOW + DAY)
    assert why(first, made.hub.chain) == "older"


def test_a_swapped_key_is_refused() -> None:
    """Though the hub signs it, and the new log is a good one."""
    made = Nation()
    held = made.list(1, SOON)
    swapped = Keeper("50").begin(NOW + DAY)
    nodes = [*made.listed(SOON + DAY)[:2], listed(swapped.card(SOON + DAY))]
    offered = made.list(2, SOON + DAY, nodes)
    assert refused_after(held, offered) == "swapped"
    assert refused_after(held, offered, approved=[fingerprint(made.chongqing.chain)]) == "swapped"
    adopt_check(held, offered, approved=[fingerprint(swapped.chain)])  # two people compared it
    with pytest.raises(NotAdopted, match="swapped"):  # the node itself sees it in the first list
        adopt_check(None, offered, own=made.chongqing.chain)


def test_a_log_cannot_become_shorter() -> None:
    made = Nation()
    made.chongqing.rotate(NOW + DAY)
    held = made.list(1, SOON + DAY)
    short = Nation(hub=made.hub)
    assert refused_after(held, short.list(2, SOON + 2 * DAY)) == "swapped"
    adopt_check(None, short.list(2, SOON + 2 * DAY), own=made.chongqing.chain)  # it has not heard of it yet


def test_a_place_does_not_vanish() -> None:
    made = Nation()
    held = made.list(1, SOON)
    assert refused_after(held, made.list(2, SOON + DAY, made.listed(SOON + DAY)[:2])) == "vanished"


def test_a_new_place_joins() -> None:
    made = Nation()
    held, sichuan = made.list(1, SOON), Keeper("51").begin()
    adopt_check(held, made.list(2, SOON + DAY, [*made.listed(SOON + DAY), listed(sichuan.card(SOON))]))


def test_a_roll_does_not_go_back() -> None:
    made = Nation(rolls=5)
    held = made.list(1, SOON)
    adopt_check(held, made.list(2, SOON + DAY))
    for number, taken in ((6, True), (5, False), (4, False)):
        made.rolls, made.counted = number, SOON
        offered = made.list(2, SOON + DAY)
        if taken:
            adopt_check(held, offered)
        else:  # number 5 says the same, but was made at another instant: one number is one roll
            assert refused_after(held, offered) == "rollback"
    nodes = [replace(node, roll=None) for node in made.listed(SOON + DAY)]
    assert refused_after(held, made.list(2, SOON + DAY, nodes)) == "rollback"


def test_a_roll_that_its_node_did_not_sign_is_refused() -> None:
    made = nation()
    theirs = made.chongqing.roll(2, SOON, ["500233001"])
    assert why(with_node("44", roll=theirs)) == "roll"
    payload = decode(made.guangdong.roll(2, SOON, ["440309001"]).split(".")[1])
    for kid, typ, private in (
        ("44.1", ROLL, made.hub.private), ("00.1", ROLL, made.hub.private), ("44.1", CARD, made.guangdong.private),
        ("44.2", ROLL, made.guangdong.private), ("50.1", ROLL, made.chongqing.private),
    ):  # fmt: skip
        assert why(with_node("44", roll=make_jws(payload, kid=kid, typ=typ, private=private))) == "roll"


def test_the_hubs_keys_rotate_and_every_holder_follows() -> None:
    made = Nation()
    pinned = made.hub.chain
    old = made.hub.private
    made.hub.rotate(NOW + DAY)
    offered = read(made.text(2, SOON + DAY), pinned)
    assert offered.hub.chain == made.hub.chain
    said = payload_of(made.text(2, SOON + DAY))
    for at, taken in ((NOW + DAY + OVERLAP, True), (NOW + DAY + OVERLAP + timedelta(seconds=1), False)):
        said["at"] = at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        late = make_jws(canonical(said), kid="00.1", typ=DIRECTORY, private=old)
        if taken:
            assert read(late, pinned).at == at
        else:
            assert why(late, pinned) == "unsigned"


def test_a_stolen_key_of_the_hub_makes_no_list_after_a_recovery() -> None:
    made = Nation()
    stolen = made.hub.private
    made.hub.recover(NOW + DAY)
    said = payload_of(made.text(2, SOON + DAY))
    for at in ("2026-11-21T02:00:00.000000Z", "2026-11-21T03:00:00.000000Z"):  # the instant itself, and later
        text = make_jws(canonical({**said, "at": at}), kid="00.1", typ=DIRECTORY, private=stolen)
        assert why(text, made.hub.chain) == "unsigned"
    early = {**said, "at": "2026-11-20T03:00:00.000000Z"}
    assert why(make_jws(canonical(early), kid="00.1", typ=DIRECTORY, private=stolen), made.hub.chain) == "future"
    hidden = {**early, "nodes": [{**said["nodes"][0], "chain": as_items(made.hub.chain[:1])}, *said["nodes"][1:]]}
    without = make_jws(canonical(hidden), kid="00.1", typ=DIRECTORY, private=stolen)
    assert why(without, made.hub.chain) == "older"  # who holds the recovery is not told otherwise


def test_a_revoked_node_stays_listed_and_signs_nothing_more() -> None:
    made = Nation()
    held = made.list(1, SOON)
    assert node_of(held, "50").key_in_force(1, at=SOON) is not None
    nodes = made.listed(SOON + DAY)
    out = [*nodes[:2], replace(nodes[2], state="revoked")]  # the hub ends it
    by_hub = made.list(2, SOON + DAY, out)
    adopt_check(held, by_hub)
    assert node_of(by_hub, "50").key_in_force(1, at=SOON) is None
    made.chongqing.revoke(NOW + DAY)  # it ends itself
    by_itself = made.list(3, SOON + DAY, [*nodes[:2], replace(out[2], chain=made.chongqing.chain)])
    adopt_check(by_hub, by_itself)
    with pytest.raises(NotAdopted, match="state"):
        made.list(3, SOON + DAY, [*nodes[:2], replace(nodes[2], chain=made.chongqing.chain)])


def test_no_two_nodes_have_one_key() -> None:
    """Else one could take what another signed for its own."""
    thief = Keeper("50").begin()
    taken = nation().guangdong.log[0]
    thief.log.append(
        rotated(
            thief.log[0], signing=taken.signing, agreement=bytes(31) + b"\x09", certificate="", at=NOW,
            private=thief.private,
        )
    )  # fmt: skip
    assert why(with_node("50", chain=as_items(thief.chain))) == "keys"


def test_a_key_is_not_made_after_the_list_that_names_it() -> None:
    """Who stole a key could date the next entry so far ahead that its owner's recovery would have to wait for it."""
    for ahead, taken in ((SKEW, True), (SKEW + timedelta(seconds=1), False)):
        chain = Keeper("50").begin().rotate(SOON + ahead).chain
        offered = with_node("50", chain=as_items(chain))
        if taken:
            read(offered, nation().hub.chain)
        else:
            assert why(offered) == "future"


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "gone"}, {"state": ["active"]}, {"role": "nation"}, {"place": "00"}, {"url": "http://44.example"},
        {"url": "https://"}, {"url": "https://x:99999"}, {"url": "https://a@b"}, {"url": "https://[::1"},
        {"url": "file:///etc"}, {"url": "https://x/?q"}, {"url": "https://x\ny"}, {"software": "<b>"}, {"more": 1},
        {"software": "1" * 41}, {"roll": None}, {"chain": None}, {"chain": []}, {"place": "50"},
        {"place": "45"}, {"url": "https://x:0"},
    ],
    ids=str,
)  # fmt: skip
def test_the_hub_says_nothing_else_of_a_node(changes: dict[str, object]) -> None:
    assert why(with_node("44", **changes)) in {"malformed", "chain", "roll", "hub", "swapped"}


def test_a_hub_that_does_not_act_signs_no_list() -> None:
    assert why(with_node("00", state="revoked")) == "hub"
    said = payload_of(text())
    assert why(signed_by_hub({**said, "nodes": said["nodes"][1:]})) == "hub"
    assert why(signed_by_hub({**said, "nodes": []})) == "hub"
    assert why(signed_by_hub({**said, "nodes": said["nodes"][::-1]})) == "hub"
    ended = Keeper("00").begin().revoke(NOW)
    assert why(with_node("00", chain=as_items(ended.chain))) == "hub"
    made = Nation()
    hub = made.listed(SOON)[0]
    made.hub.revoke(NOW)
    with pytest.raises(NotAdopted, match="hub"):
        directory.make(version=1, at=SOON, nodes=[replace(hub, chain=made.hub.chain)], private=STRANGER)


@pytest.mark.parametrize("version", [0, -1, True, 1.0, 2**31, "1", None])
def test_a_version_is_a_number_from_one_on(version: object) -> None:
    assert why(signed_by_hub({**payload_of(text()), "version": version})) == "malformed"


def test_a_list_of_another_form_is_not_guessed_at() -> None:
    assert why(signed_by_hub({**payload_of(text()), "form": 2})) == "form"
    twice = canonical(payload_of(text())).replace(b'"version":1', b'"version":1,"version":1')
    assert why(make_jws(twice, kid="00.1", typ=DIRECTORY, private=nation().hub.private)) == "malformed"
    nodes = payload_of(text())["nodes"]
    assert why(signed_by_hub({**payload_of(text()), "nodes": [nodes[0], nodes[2], nodes[1]]})) == "malformed"
    assert why(signed_by_hub({**payload_of(text()), "nodes": [*nodes, nodes[2]]})) == "malformed"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=4,
)


@given(st.data(), JSON)
def test_a_hub_gone_mad_is_refused_in_order(data: st.DataObject, nonsense: Any) -> None:
    """Any member of a list may hold anything, signed by the hub; it is read or refused, and nothing else happens."""
    said = payload_of(text())
    place = said
    if data.draw(st.booleans()):
        place = data.draw(st.sampled_from(said["nodes"]))
    place[data.draw(st.sampled_from(sorted(place)))] = nonsense
    try:
        read(signed_by_hub(said), nation().hub.chain)
    except NotAdopted:
        return


@given(st.text() | st.binary() | st.none() | st.lists(st.text(), max_size=3).map(".".join))
def test_what_is_no_list_at_all_is_refused(offered: object) -> None:
    assert why(offered) == "malformed"


MADE = st.tuples(st.integers(1, 4), st.integers(0, 4), st.integers(0, 4), st.sampled_from(["44", "50", ""]))


@given(MADE, MADE)
def test_of_two_lists_one_at_most_follows_the_other(one: tuple[Any, ...], two: tuple[Any, ...]) -> None:
    assert follows(one, two) + follows(two, one) <= 1


@given(MADE, MADE, MADE)
def test_what_may_follow_a_follower_may_follow_what_it_followed(
    one: tuple[Any, ...], two: tuple[Any, ...], three: tuple[Any, ...]
) -> None:
    """So a node that missed some lists takes the next one."""
    if follows(one, two) and follows(two, three):
        assert follows(one, three)


def follows(held: tuple[Any, ...], offered: tuple[Any, ...]) -> bool:
    try:
        adopt_check(invented(*held), invented(*offered))
    except NotAdopted:
        return False
    return True


def invented(version: int, hours: int, number: int, missing: str) -> Directory:
    """A list that was read, of this version and hour, with this number of a roll, without one of the places."""
    whole = read(text(), nation().hub.chain)
    nodes = [
        replace(node, roll=replace(node.roll, number=number, text=str(number)) if node.roll else None)
        for node in whole.nodes
        if node.place != missing
    ]
    said = f"{version} {hours} {number} {missing}"
    return Directory(version, SOON + timedelta(hours=hours), tuple(nodes), said)
