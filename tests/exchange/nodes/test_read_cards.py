"""A card and a roll are signed by the node that they describe, and say what such a document can say."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suixing.exchange.evidence import canonical
from suixing.exchange.nodes.cards import CARD, Office, make_card, make_roll, read_card, read_roll
from suixing.exchange.nodes.chain import SKEW, as_items
from suixing.exchange.nodes.fields import BadDocument
from suixing.exchange.signed import make_jws
from tests.cast import NOW
from tests.exchange.nodes.made import DAY, SOON, Keeper, payload_of, secret


@given(st.text() | st.binary() | st.none() | st.lists(st.text(), max_size=3).map(".".join))
def test_what_is_neither_card_nor_roll_is_refused(offered: object) -> None:
    with pytest.raises(BadDocument, match="malformed"):
        read_card(offered, now=NOW)
    with pytest.raises(BadDocument, match="malformed"):
        read_roll(offered, Keeper("44").begin().chain)


def test_a_node_names_no_offices_of_another_place() -> None:
    made = Keeper("44").begin()
    for codes in (["500233001"], ["440309001", "440309001"], ["4"], ["44030900a"]):
        with pytest.raises(BadDocument, match="malformed"):
            made.roll(1, SOON, codes)
    for field in ("telephone", "hours_zh", "address_en"):
        for said in ("x" * 301, "a\nb", "\u202e010"):
            office = replace(Office("440309001"), **{field: said})
            with pytest.raises(BadDocument, match="malformed"):
                make_roll(number=1, at=SOON, offices=[office], chain=made.chain, private=made.private)


def test_rolls_stay_good_when_keys_rotate_and_not_when_they_were_recovered() -> None:
    keeper = Keeper("44").begin()
    roll = keeper.roll(1, SOON)
    keeper.rotate(NOW + DAY)
    assert read_roll(roll, keeper.chain).number == 1
    keeper.recover(NOW + 30 * DAY)
    with pytest.raises(BadDocument, match="unsigned"):
        read_roll(roll, keeper.chain)


def test_a_card_is_read_as_it_was_made() -> None:
    keeper = Keeper("44").begin().rotate(NOW + DAY)
    card = keeper.card(SOON + DAY, keeper.roll(3, SOON + DAY, ["440309005"]))
    assert (card.place, card.role, card.at, card.chain) == ("44", "province", SOON + DAY, keeper.chain)
    assert card.roll is not None
    assert (card.roll.number, [office.code for office in card.roll.offices]) == (3, ["440309005"])


def test_a_card_is_signed_by_its_newest_key_and_is_not_of_tomorrow() -> None:
    keeper = Keeper("44").begin()
    said: dict[str, Any] = {"role": "province", "at": SOON, "url": "", "software": "", "roll": ""}
    text = make_card(**said, chain=keeper.chain, private=keeper.private)
    assert read_card(text, now=SOON - SKEW).place == "44"
    with pytest.raises(BadDocument, match="future"):
        read_card(text, now=SOON - SKEW - timedelta(seconds=1))
    keeper.rotate(SOON)
    with pytest.raises(BadDocument, match="unsigned"):
        make_card(**said, chain=keeper.chain, private=secret("44", "signing", 1))
    payload = {**payload_of(text), "chain": as_items(keeper.chain)}
    old = make_jws(canonical(payload), kid="44.1", typ=CARD, private=secret("44", "signing", 1))
    with pytest.raises(BadDocument, match="unsigned"):
        read_card(old, now=SOON)
    keeper.revoke(SOON)
    payload["chain"] = as_items(keeper.chain)
    ended = make_jws(canonical(payload), kid="44.3", typ=CARD, private=secret("44", "signing", 2))
    with pytest.raises(BadDocument, match="closed"):
        read_card(ended, now=SOON)


@given(st.data())
def test_no_bit_of_a_card_can_differ(data: st.DataObject) -> None:
    keeper = Keeper("44").begin()
    text = make_card(
        role="province", at=SOON, url="", software="", chain=keeper.chain, roll="", private=keeper.private
    )  # fmt: skip
    written = bytearray(text.encode())
    bit = data.draw(st.integers(0, len(written) * 8 - 1))
    written[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadDocument):
        read_card(written.decode("latin-1"), now=SOON)
