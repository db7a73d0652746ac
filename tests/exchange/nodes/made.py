"""Nodes with keys that are the same in every run, and the logs, rolls and lists made with them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from suixing.exchange.nodes import directory
from suixing.exchange.nodes.cards import Card, Office, make_card, make_roll, read_card
from suixing.exchange.nodes.chain import Chain, KeyEntry, first_entry, recovered, renewed, revoked, rotated
from suixing.exchange.signed import decode
from suixing.kernel.crypto import public_key_of
from tests.cast import NOW

DAY = timedelta(days=1)
SOON = NOW + timedelta(hours=1)
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def secret(place: str, purpose: str, number: int) -> bytes:
    """The private key of a node for a purpose, by number of the entry that first names it."""
    return sha256(f"{place} {purpose} {number}".encode()).digest()


def agreement(place: str, number: int) -> bytes:
    """A public key of the kind that parcels are encrypted to."""
    return X25519PrivateKey.from_private_bytes(secret(place, "agreement", number)).public_key().public_bytes_raw()


def payload_of(signed: str) -> dict[str, Any]:
    """What a signed text says, whoever signed it."""
    said: dict[str, Any] = json.loads(decode(signed.split(".")[1]))
    return said


@dataclass
class Keeper:
    """Who holds all private keys of a node, the one on paper too."""

    place: str
    log: list[KeyEntry] = field(default_factory=list)
    paper: int = 1
    """The number of the entry that names the recovery key in force."""

    @property
    def chain(self) -> Chain:
        return tuple(self.log)

    @property
    def private(self) -> bytes:
        """The signing key now in use."""
        return secret(self.place, "signing", len(self.log))

    @property
    def recovery(self) -> bytes:
        return secret(self.place, "recovery", self.paper)

    def begin(self, at: datetime = NOW) -> "Keeper":
        private = secret(self.place, "signing", 1)
        self.log.append(
            first_entry(
                place=self.place, agreement=agreement(self.place, 1), recovery=public_key_of(self.recovery),
                certificate=CERTIFICATE, at=at, private=private,
            )
        )  # fmt: skip
        return self

    def rotate(self, at: datetime) -> "Keeper":
        number = len(self.log) + 1
        self.log.append(
            rotated(
                self.log[-1], signing=public_key_of(secret(self.place, "signing", number)),
                agreement=agreement(self.place, number), certificate=CERTIFICATE, at=at, private=self.private,
            )
        )  # fmt: skip
        return self

    def recover(self, at: datetime) -> "Keeper":
        number = len(self.log) + 1
        entry = recovered(
            self.log[-1], signing=public_key_of(secret(self.place, "signing", number)),
            agreement=agreement(self.place, number), certificate=CERTIFICATE, at=at, private=self.recovery,
            recovery=public_key_of(secret(self.place, "recovery", number)),
        )  # fmt: skip
        self.log.append(entry)
        self.paper = number
        return self

    def revoke(self, at: datetime, private: bytes | None = None) -> "Keeper":
        self.log.append(revoked(self.log[-1], at=at, private=private or self.private))
        return self

    def renew(self, at: datetime) -> "Keeper":
        number = len(self.log) + 1
        self.paper = number
        self.log.append(
            renewed(
                self.log[-1], agreement=agreement(self.place, number), recovery=public_key_of(self.recovery),
                certificate=CERTIFICATE, at=at, private=secret(self.place, "signing", number),
            )
        )  # fmt: skip
        return self

    def roll(self, number: int, at: datetime, codes: Sequence[str] = ()) -> str:
        offices = [Office(code, telephone="0755-12345678", address_zh="民治大道88号") for code in codes]
        return make_roll(number=number, at=at, offices=offices, chain=self.chain, private=self.private)

    def card(self, at: datetime, roll: str = "") -> Card:
        text = make_card(
            role="nation" if self.place == "00" else "province", at=at, url=f"https://{self.place}.example:8443",
            software="0.4.0", chain=self.chain, roll=roll, private=self.private,
        )  # fmt: skip
        return read_card(text, now=at)


@dataclass
class Nation:
    """The hub and two provinces, and the lists that the hub makes of them."""

    hub: Keeper = field(default_factory=lambda: Keeper("00").begin())
    guangdong: Keeper = field(default_factory=lambda: Keeper("44").begin())
    chongqing: Keeper = field(default_factory=lambda: Keeper("50").begin())
    rolls: int = 1
    """The number of Guangdong's roll."""
    counted: datetime = NOW
    """When it was made."""

    def listed(self, at: datetime) -> list[directory.ListedNode]:
        """All three with fresh cards; Guangdong names its offices."""
        roll = self.guangdong.roll(self.rolls, self.counted, ["440309001", "440309005"])
        cards = self.hub.card(at), self.guangdong.card(at, roll), self.chongqing.card(at)
        return [directory.listed(card) for card in cards]

    def text(self, version: int, at: datetime, nodes: Sequence[directory.ListedNode] | None = None) -> str:
        """The signed list."""
        listed = self.listed(at) if nodes is None else nodes
        return directory.make(version=version, at=at, nodes=listed, private=self.hub.private)

    def list(
        self, version: int, at: datetime, nodes: Sequence[directory.ListedNode] | None = None
    ) -> directory.Directory:
        """The list as it is read by who holds the hub's first entry."""
        return directory.read(self.text(version, at, nodes), self.hub.chain[:1])
