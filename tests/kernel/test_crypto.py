"""Sealing, signing and ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suixing.kernel import crypto
from suixing.kernel.ids import new_id


@given(st.binary(), st.binary())
def test_what_is_sealed_opens_with_the_same_key_and_context(plain: bytes, context: bytes) -> None:
    key = crypto.SealingKey(crypto.new_key())
    assert key.open(key.seal(plain, context), context) == plain


def test_sealed_text_does_not_open_in_another_context() -> None:
    key = crypto.SealingKey(crypto.new_key())
    with pytest.raises(crypto.CryptoError):
        key.open(key.seal(b"telephone", b"person A"), b"person B")


def test_unknown_suite_is_refused_and_not_guessed() -> None:
    key = crypto.SealingKey(crypto.new_key())
    sealed = key.seal(b"telephone", b"")
    with pytest.raises(crypto.CryptoError, match="suite"):
        key.open(b"\x7f" + sealed[1:], b"")


def test_signature_of_another_message_is_refused() -> None:
    private = crypto.new_key()
    signature = crypto.sign(private, b"head 1")
    assert crypto.verify(crypto.public_key_of(private), signature, b"head 1")
    assert not crypto.verify(crypto.public_key_of(private), signature, b"head 2")


def test_ids_rise_and_do_not_repeat() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert len(set(ids)) == len(ids)
    assert all(value.version == 7 for value in ids)
