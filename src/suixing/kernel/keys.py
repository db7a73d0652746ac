"""The node's own keys: a folder apart from the database, backed up apart from it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from suixing.kernel.crypto import KEY_BYTES, SealingKey, agreement_public_of, new_key, public_key_of
from suixing.kernel.errors import Refusal, Sentence

NAMES = ("wrapping", "blind-index", "fingerprint", "journal", "exchange")
# Nodes made before there was an exchange have no such key until they are brought up to date.
LATER = frozenset({"exchange"})
JOINING = ("exchange-agreement",)
"""Keys of a node that speaks with others; the rest of what it needs for that are files of other forms."""
RECOVERY = "exchange-recovery.pub"
ISSUERS = "passes"
"""The folder beside the keys with those that issue passes (ES256, PEM)."""
REVOKED = "revoked.jsonl"
"""In that folder: which passes were revoked, and which of its keys withdrawn."""
TLS_KEY = "exchange-tls.key"
TLS_CERTIFICATE = "exchange-tls.pem"


@dataclass(frozen=True)
class Keyring:
    """What the node holds in secret.

    ``wrapping`` wraps each person's own key; ``blind_index`` finds an identifier without storing it;
    ``fingerprint`` marks consents that an erased person took back, unlinkable to the blind index;
    ``journal`` signs the heads of the journal (Ed25519); ``exchange`` the evidence about messages (Ed25519);
    ``agreement`` opens what other nodes send (X25519), on a node that speaks with others.
    """

    wrapping: SealingKey
    blind_index: bytes
    fingerprint: bytes
    journal: bytes
    folder: Path

    @cached_property
    def exchange(self) -> bytes:
        """The private key that signs evidence; raises Refusal where it is missing or damaged."""
        return read_key(self.folder / "exchange.key")

    @cached_property
    def exchange_public(self) -> bytes:
        """The public half of the exchange's key, 32 bytes."""
        return public_key_of(self.exchange)

    @cached_property
    def agreement(self) -> bytes:
        """The private X25519 key that opens parcels; raises Refusal where it is missing or damaged."""
        return read_key(self.folder / "exchange-agreement.key")

    @cached_property
    def agreement_public(self) -> bytes:
        """The public half of the agreement's key, 32 bytes."""
        return agreement_public_of(self.agreement)

    @cached_property
    def recovery_public(self) -> bytes:
        """The public half of the recovery key (Ed25519), whose private half is not on this machine; raises Refusal."""
        return read_key(self.folder / RECOVERY)

    @property
    def tls_key(self) -> Path:
        """Where the key of the listener lies, PEM."""
        return self.folder / TLS_KEY

    @property
    def tls_certificate(self) -> Path:
        """Where the listener's certificate lies, PEM; it is signed by itself."""
        return self.folder / TLS_CERTIFICATE

    @property
    def journal_public(self) -> bytes:
        """The public half of the journal's key, 32 bytes."""
        return public_key_of(self.journal)


def create_keys(folder: Path, names: Iterable[str] = NAMES) -> None:
    """Make every key that is missing; one that exists is never replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in names:
        path = folder / f"{name}.key"
        if not path.exists():
            write_secret(path, new_key().hex())


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


@lru_cache(maxsize=4)
def keyring_at(folder: Path) -> Keyring:
    """The keys in ``folder``; raises Refusal where one is missing or damaged."""
    read = {name: read_key(folder / f"{name}.key") for name in NAMES if name not in LATER}
    return Keyring(
        wrapping=SealingKey(read["wrapping"]),
        blind_index=read["blind-index"],
        fingerprint=read["fingerprint"],
        journal=read["journal"],
        folder=folder,
    )


def read_key(path: Path) -> bytes:
    """The 32 bytes of a key file; raises Refusal where it is missing or damaged."""
    try:
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise Refusal(
            Sentence(
                zh="密钥文件 {path} 缺失或已损坏；节点未启动，数据未改动。请从密钥备份中恢复该文件。",
                en="The key file {path} is missing or damaged; the node was not started and nothing was "
                "changed. Restore the file from the backup of the keys.",
            ).format(path=path)
        )
    return key
