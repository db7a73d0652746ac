"""Wrappers of cryptographic primitives.

Every ciphertext and signature starts with one byte that names its suite, so that another suite
(SM2/SM3/SM4) can stand beside this one without guessing what an old record was made with.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12

SUITE_AES_256_GCM = b"\x01"
SUITE_ED25519 = b"\x01"


class CryptoError(Exception):
    """A ciphertext or signature is not what it claims to be, or its suite is not known here."""


def new_key() -> bytes:
    """A fresh symmetric key, 32 random bytes."""
    return os.urandom(KEY_BYTES)


class SealingKey:
    """AES-256-GCM under one key (NIST SP 800-38D); nonces are random, 96 bits."""

    __slots__ = ("_aead",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise CryptoError("a sealing key has 32 bytes")
        self._aead = AESGCM(key)

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Suite byte, nonce and ciphertext; ``context`` is bound to it and must be given to open it."""
        nonce = os.urandom(NONCE_BYTES)
        return SUITE_AES_256_GCM + nonce + self._aead.encrypt(nonce, plain, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The plain bytes; raises CryptoError where key, context or ciphertext do not fit."""
        if sealed[:1] != SUITE_AES_256_GCM:
            raise CryptoError("the suite of this ciphertext is not known here")
        try:
            return self._aead.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], context)
        except InvalidTag:
            raise CryptoError("this ciphertext does not open with this key and context") from None


def keyed_hash(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104), 32 bytes."""
    return hmac.digest(key, message, "sha256")


def sha256(message: bytes) -> bytes:
    """SHA-256 (FIPS 180-4), 32 bytes."""
    return hashlib.sha256(message).digest()


def sign(private_key: bytes, message: bytes) -> bytes:
    """Suite byte and Ed25519 signature (RFC 8032) by the 32-byte private key."""
    return SUITE_ED25519 + Ed25519PrivateKey.from_private_bytes(private_key).sign(message)


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether ``signature`` was made over ``message`` by the owner of ``public_key``."""
    if signature[:1] != SUITE_ED25519:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature[1:], message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key_of(private_key: bytes) -> bytes:
    """The 32-byte public key that belongs to an Ed25519 private key."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def agreement_public_of(private_key: bytes) -> bytes:
    """The 32-byte public key that belongs to an X25519 private key (RFC 7748)."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()
