"""A key log is only ever added to, by who may; every other log is refused, whichever bit of it differs."""

import json
import shutil
import subprocess
from base64 import urlsafe_b64decode
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from suixing.exchange.evidence import canonical
from suixing.exchange.nodes.chain import (
    OVERLAP,
    SKEW,
    BrokenChain,
    as_items,
    begins_anew,
    closed,
    entry_of_key,
    extends,
    fingerprint,
    first_entry,
    fits_fingerprint,
    good_for_signing,
    key_in_force,
    newest,
    read_chain,
    recovered,
    revoked,
    rotated,
    since_recovery,
)
from suixing.exchange.signed import decode, encode
from suixing.kernel.crypto import public_key_of, sha256, sign
from tests.cast import NOW
from tests.exchange.nodes.made import CERTIFICATE, DAY, Keeper, agreement, secret

STRANGER = bytes(range(32))
ORDER_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
FIELD = 2**255 - 19
SMALL_ORDER = {
    "neutral": 1, "two": FIELD - 1, "four": 0, "four, other sign": 2**255, "eight": ORDER_EIGHT,
    "eight, negative": FIELD - ORDER_EIGHT, "eight, other sign": ORDER_EIGHT + 2**255, "four, not reduced": FIELD,
    "neutral, not reduced": FIELD + 1,
}  # fmt: skip
"""The y of every such point (RFC 8032), by its order."""
MOVES = st.lists(st.sampled_from(("rotate", "recover")), max_size=5)


def moved(moves: list[str], place: str = "44") -> Keeper:
    """A log with one more entry a day for each move."""
    keeper = Keeper(place).begin()
    for days, move in enumerate(moves, start=1):
        (keeper.rotate if move == "rotate" else keeper.recover)(NOW + days * DAY)
    return keeper


def why(items: object) -> str:
    with pytest.raises(BrokenChain) as refused:
        read_chain(items)
    return refused.value.why


def resigned(keeper: Keeper, private: bytes, **changes: object) -> list[dict[str, str]]:
    """The log with its last statement changed and signed anew, as an author of wrong entries would."""
    items = as_items(keeper.chain)
    statement = canonical({**json.loads(items[-1]["statement"]), **changes})
    return [*items[:-1], {"statement": statement.decode(), "signature": encode(sign(private, statement)[1:]).decode()}]


FULL = ["rotate", "recover", "rotate"]
ENDED = moved(FULL).revoke(NOW + 9 * DAY)


@given(MOVES)
def test_a_log_is_read_as_it_was_written(moves: list[str]) -> None:
    chain = moved(moves).chain
    assert read_chain(json.loads(json.dumps(as_items(chain)))) == chain
    assert [entry.kind[:6] for entry in chain] == ["first", *(move[:6] for move in moves)]
    assert [entry.kid for entry in chain] == [f"44.{number}" for number in range(1, len(chain) + 1)]


def test_a_statement_is_written_as_evidence_is() -> None:
    for entry in ENDED.chain:
        assert entry.statement == canonical(json.loads(entry.statement))


@given(st.data())
def test_no_bit_of_a_log_can_differ(data: st.DataObject) -> None:
    written = bytearray(json.dumps(as_items(ENDED.chain), separators=(",", ":")).encode())
    bit = data.draw(st.integers(0, len(written) * 8 - 1))
    written[bit // 8] ^= 1 << bit % 8
    try:
        items = json.loads(written)
    except ValueError:
        return  # not even a list
    why(items)


def test_no_bit_of_a_signature_can_differ() -> None:
    items = as_items(Keeper("44").begin().chain)
    signature = decode(items[0]["signature"])
    for bit in range(512):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert why([{**items[0], "signature": encode(bytes(changed)).decode()}]) == "signature"


def test_a_signature_has_one_writing() -> None:
    """The last sign of 64 bytes carries four bits of nothing; padding and other alphabets decode alike elsewhere."""
    (item,) = as_items(Keeper("44").begin().chain)
    text = item["signature"]
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = text[:-1] + last[last.index(text[-1]) + 1]
    assert urlsafe_b64decode(other + "==") == urlsafe_b64decode(text + "==")
    assert why([{**item, "signature": other}]) == "malformed"
    for same in (text + "==", text + "\n", " " + text):
        assert why([{**item, "signature": same}]) == "malformed"


@given(MOVES, MOVES, st.integers(0, 6), st.integers(0, 6))
def test_extension_is_having_the_other_as_beginning(
    moves: list[str], others: list[str], shorter: int, longer: int
) -> None:
    chain, other = moved(moves).chain, moved(others).chain
    a, b = sorted((1 + shorter % len(chain), 1 + longer % len(chain)))
    assert extends(chain[:a], chain[:b])
    assert extends(chain[:b], chain[:a]) == (a == b)
    common = [x == y for x, y in zip(moves, others, strict=False)]
    alike = 1 + (common.index(False) if False in common else len(common))
    assert extends(chain, other) == (alike == len(chain))
    assert extends(chain[:alike], other)


@given(MOVES)
def test_nothing_can_be_taken_out_or_put_in_another_order(moves: list[str]) -> None:
    items = as_items(moved(["rotate", *moves]).chain)
    assert why(items[1:]) == "kind"
    assert why([items[0], items[0]]) == "kind"
    assert why(items[::-1]) in {"kind", "number"}
    if len(items) > 2:
        assert why([items[0], *items[2:]]) == "number"


def test_a_swapped_key_makes_another_log() -> None:
    held = Keeper("44").begin()
    swapped = first_entry(
        place="44", agreement=agreement("99", 1), recovery=public_key_of(held.recovery), certificate=CERTIFICATE,
        at=NOW, private=STRANGER,
    )  # fmt: skip
    offered = read_chain(as_items([swapped]))  # a good log by itself
    assert not extends(held.chain, offered)
    assert fingerprint(held.chain) != fingerprint(offered)


def test_a_strangers_entry_is_not_added() -> None:
    held = Keeper("44").begin().log[0]
    new: dict[str, Any] = {
        "signing": public_key_of(STRANGER), "agreement": agreement("99", 1), "certificate": "", "at": NOW,
    }  # fmt: skip
    for private in (STRANGER, secret("44", "recovery", 1), secret("50", "signing", 1)):
        with pytest.raises(BrokenChain, match="signature"):
            rotated(held, **new, private=private)
    for private in (STRANGER, secret("44", "signing", 1), secret("50", "recovery", 1)):
        with pytest.raises(BrokenChain, match="signature"):
            recovered(held, **new, recovery=public_key_of(bytes(32)), private=private)
    with pytest.raises(BrokenChain, match="signature"):
        revoked(held, at=NOW, private=STRANGER)


def test_a_lost_key_is_recovered_with_the_one_on_paper() -> None:
    keeper = Keeper("44").begin().rotate(NOW + DAY)
    before = keeper.chain
    keeper.recover(NOW + 2 * DAY)
    assert extends(before, read_chain(as_items(keeper.chain)))
    assert newest(keeper.chain).signing == public_key_of(secret("44", "signing", 3))
    old = keeper.recovery
    keeper.recover(NOW + 3 * DAY)
    with pytest.raises(BrokenChain, match="signature"):  # a sheet that was used is no longer one
        revoked(keeper.log[-1], at=NOW + 3 * DAY, private=old)


def test_a_thief_of_the_signing_key_cannot_keep_the_owner_out() -> None:
    owner = Keeper("44").begin()
    private = owner.private
    thief = rotated(
        owner.log[0], signing=public_key_of(STRANGER), agreement=agreement("99", 1), certificate="", at=NOW + DAY,
        private=private,
    )  # fmt: skip
    with pytest.raises(BrokenChain, match="signature"):
        recovered(
            thief, signing=public_key_of(b"1" * 32), agreement=agreement("98", 1), recovery=public_key_of(b"2" * 32),
            certificate="", at=NOW + DAY, private=STRANGER,
        )  # fmt: skip
    owner.log.append(thief)
    owner.recover(NOW + 2 * DAY)
    assert not good_for_signing(owner.chain, 2, NOW + 2 * DAY + timedelta(seconds=1))


def test_a_rotation_names_no_other_recovery_key() -> None:
    keeper = Keeper("44").begin().rotate(NOW + DAY)
    other = public_key_of(STRANGER).hex()
    assert why(resigned(keeper, secret("44", "signing", 1), recovery=other)) == "keys"


def test_a_key_that_once_signed_is_not_put_on_paper() -> None:
    """It lay on the node, and may have been stolen there."""
    keeper = Keeper("44").begin().recover(NOW + DAY)
    before = public_key_of(secret("44", "signing", 1)).hex()
    assert why(resigned(keeper, secret("44", "recovery", 1), recovery=before)) == "keys"


def test_a_revocation_ends_the_log() -> None:
    for private in (secret("44", "signing", 1), secret("44", "recovery", 1)):
        keeper = Keeper("44").begin().revoke(NOW + DAY, private)
        assert closed(read_chain(as_items(keeper.chain)))
        assert keeper.log[-1].signing == b""
        with pytest.raises(BrokenChain, match="closed"):
            newest(keeper.chain)
        with pytest.raises(BrokenChain, match="closed"):
            keeper.recover(NOW + 2 * DAY)
    assert extends(ENDED.chain[:-1], ENDED.chain)


def test_only_an_ended_log_is_begun_anew_and_nothing_before_that_counts() -> None:
    keeper = moved(["rotate"])
    with pytest.raises(BrokenChain):
        Keeper("44", list(keeper.log)).renew(NOW + 2 * DAY)
    held = keeper.revoke(NOW + 2 * DAY).chain
    chain = keeper.renew(NOW + 3 * DAY).rotate(NOW + 4 * DAY).chain
    assert extends(held, read_chain(as_items(chain)))
    assert not closed(chain)
    assert begins_anew(held, chain)
    assert not begins_anew(chain, chain)
    assert fingerprint(chain) == fingerprint(chain[3]) != fingerprint(held)
    assert [since_recovery(chain, number) for number in range(1, 6)] == [False, False, False, True, True]
    later = NOW + 5 * DAY
    assert [key_in_force(chain, number, at=later) is not None for number in range(1, 6)] == [False] * 3 + [True] * 2
    with pytest.raises(BrokenChain):  # the hub's log is never ended, so it is never begun anew
        Keeper("00").begin().revoke(NOW + DAY).renew(NOW + 2 * DAY)


def test_what_a_revoked_node_signs_later_does_not_count() -> None:
    chain = Keeper("44").begin().revoke(NOW + DAY).chain
    assert good_for_signing(chain, 1, NOW + DAY)
    assert not good_for_signing(chain, 1, NOW + DAY + timedelta(microseconds=1))
    assert not good_for_signing(chain, 2, NOW + DAY)  # a revocation names no key


@given(MOVES, st.integers(1, 7), st.integers(-48, 24 * 20))
def test_keys_overlap_after_a_rotation_and_only_then(moves: list[str], number: int, hours: int) -> None:
    """Said in the other direction than the code: what ends each key, and nothing else does."""
    chain, at = moved(moves).chain, NOW + timedelta(hours=hours)
    ends = [NOW + day * DAY + (OVERLAP if move == "rotate" else timedelta()) for day, move in enumerate(moves, start=1)]
    begun = number <= len(chain) and at >= NOW + (number - 1) * DAY - SKEW
    good = begun and all(at <= end for end in ends[number - 1 :])
    assert good_for_signing(chain, number, at) == good
    assert key_in_force(chain, number, at=at) == (chain[number - 1] if good else None)


def test_no_number_names_a_key_by_counting_from_the_end() -> None:
    chain = Keeper("44").begin().rotate(NOW + DAY).chain
    assert [key_in_force(chain, number, at=NOW) for number in (0, -1, -2, 3)] == [None] * 4


def test_evidence_is_looked_up_by_the_key_itself() -> None:
    entry = entry_of_key(ENDED.chain, public_key_of(secret("44", "signing", 2)))
    assert entry is not None
    assert entry.number == 2
    assert entry_of_key(ENDED.chain, public_key_of(STRANGER)) is None
    assert entry_of_key(ENDED.chain, b"") is None
    assert [since_recovery(ENDED.chain, number) for number in (1, 2, 3, 4)] == [False, False, True, True]


def test_a_fingerprint_is_compared_whole() -> None:
    chain = ENDED.chain
    said = fingerprint(chain)
    assert said == fingerprint(chain[0]) != fingerprint(chain[1])
    assert said.replace("-", "") == sha256(chain[0].statement).hex()[:32]
    assert [len(group) for group in said.split("-")] == [4] * 8
    for typed in (said, said.upper(), said.replace("-", " "), f" {said.replace('-', '')}\n"):
        assert fits_fingerprint(typed, chain)
    for typed in ("", said[:-1], said[:4], said + "0", "０" + said[1:]):
        assert not fits_fingerprint(typed, chain)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"place": "50"}, "place"), ({"number": 3}, "number"), ({"previous": "0" * 64}, "previous"),
        ({"previous": ""}, "previous"), ({"at": "2026-11-20T01:59:59.999999Z"}, "time"), ({"form": 2}, "form"),
        ({"form": True}, "malformed"), ({"number": 2.0}, "malformed"), ({"number": "2"}, "malformed"),
        ({"kind": "first"}, "kind"), ({"kind": "renewed"}, "kind"),
            ({"kind": "reborn"}, "malformed"), ({"at": "2026-11-20T02:00:00Z"}, "malformed"),
        ({"at": "2026-13-20T02:00:00.000000Z"}, "malformed"), ({"at": "9999-11-20T02:00:00.000000Z"}, "malformed"),
        ({"at": "0001-01-01T00:00:00.000000Z"}, "malformed"), ({"signing": ""}, "keys"),
        ({"signing": "AB" * 32}, "malformed"), ({"signing": "ab" * 31}, "malformed"), ({"place": "４４"}, "malformed"),
        ({"certificate": "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"}, "malformed"),
        ({"certificate": CERTIFICATE * 2}, "malformed"), ({"more": 1}, "malformed"), ({"previous": None}, "malformed"),
        ({"agreement": agreement("44", 1).hex()}, "keys"), ({"agreement": "00" * 32}, "keys"),
        ({"signing": public_key_of(secret("44", "signing", 1)).hex()}, "keys"),
        ({"signing": public_key_of(secret("44", "recovery", 1)).hex()}, "keys"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_though_its_owner_signed_it(changes: dict[str, object], said: str) -> None:
    keeper = Keeper("44").begin().rotate(NOW)
    assert why(resigned(keeper, secret("44", "signing", 1), **changes)) == said


@pytest.mark.parametrize("y", SMALL_ORDER.values(), ids=list(SMALL_ORDER))
@pytest.mark.parametrize("purpose", ["signing", "recovery"])
def test_a_key_under_which_one_signature_fits_many_texts_is_refused(purpose: str, y: int) -> None:
    keeper = Keeper("44").begin()
    if purpose == "signing":
        keeper.rotate(NOW)
    else:
        keeper.recover(NOW)
    signer = secret("44", "signing" if purpose == "signing" else "recovery", 1)
    assert why(resigned(keeper, signer, **{purpose: y.to_bytes(32, "little").hex()})) == "keys"


def test_a_statement_in_another_writing_is_refused() -> None:
    private = secret("44", "signing", 1)
    (item,) = as_items(Keeper("44").begin().chain)
    said = json.loads(item["statement"])
    for statement in (
        json.dumps(said), json.dumps(dict(reversed(said.items())), separators=(",", ":")), item["statement"] + " ",
        item["statement"].replace('"form":1', '"form":1,"form":1'), item["statement"].replace("44", "\\u00344", 1),
    ):  # fmt: skip
        signature = encode(sign(private, statement.encode())[1:]).decode()
        assert why([{"statement": statement, "signature": signature}]) == "malformed"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
ITEM = st.fixed_dictionaries({"statement": JSON, "signature": JSON})


@given(JSON | st.lists(ITEM, max_size=3))
def test_what_is_no_log_at_all_is_refused(items: object) -> None:
    assert why(items) in {"malformed"}


@pytest.mark.parametrize(
    "statement", ["[" * 10_000, "{" * 10_000, "1" * 10_000, '{"a":' * 3_000, "x" * 10**6, '"\ud800"']
)
def test_a_statement_made_to_wear_out_the_reader_is_refused(statement: str) -> None:
    assert why([{"statement": statement, "signature": "A" * 86}]) == "malformed"
    assert why([{"statement": "{}", "signature": "A" * 86}] * 501) == "malformed"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")
def test_openssl_verifies_a_statement(tmp_path: Path) -> None:
    entry = ENDED.chain[0]
    public = Ed25519PublicKey.from_public_bytes(entry.signing)
    (tmp_path / "key.pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    (tmp_path / "statement").write_bytes(entry.statement)
    (tmp_path / "signature").write_bytes(entry.signature)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "statement"]
    done = subprocess.run([*command, "-sigfile", "signature"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_entry_is_never_earlier_than_the_one_before() -> None:
    """A clock that was ahead when the last entry was made does not keep the next one out."""
    ahead = datetime(2026, 12, 1, tzinfo=NOW.tzinfo)
    keeper = Keeper("44").begin(ahead).rotate(NOW)
    assert keeper.log[1].at == ahead
