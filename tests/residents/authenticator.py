"""A device with one passkey, as a browser would hand its answers over: what a test signs with, and nothing of ours."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from os import urandom
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text_of(octets: bytes) -> str:
    """Base 64 for addresses, without padding."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def _cose(key: ec.EllipticCurvePrivateKey) -> dict[int, Any]:
    """The public key as COSE says it (RFC 9053)."""
    point = key.public_key().public_numbers()
    return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}


@dataclass
class Device:
    """An authenticator that agrees to everything at once; ``counter`` rises with each use."""

    origin: str
    host: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: urandom(32))
    counter: int = 0
    handle: str = ""

    def make(self, options: dict[str, Any]) -> str:
        """The answer to ``navigator.credentials.create``."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = cbor.encode(_cose(self.key))
        attested = bytes(16) + len(self.credential).to_bytes(2) + self.credential + public
        data = self._data(PRESENT | VERIFIED | ATTESTED) + attested
        told = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=self._client("webauthn.create", asked["challenge"]), attestationObject=told)

    def show(self, options: dict[str, Any]) -> str:
        """The answer to ``navigator.credentials.get``."""
        self.counter += 1
        data = self._data(PRESENT | VERIFIED)
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: bytes) -> str:
        name = text_of(self.credential)
        said = {one: text_of(octets) for one, octets in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said,
                           "clientExtensionResults": {}})  # fmt: skip
