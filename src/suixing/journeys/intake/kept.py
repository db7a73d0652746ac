"""Files of an intake as they lie on the disk: sealed in chunks under a key of their own, named by nothing but an id.

Each chunk is bound to its file, its place and whether it is the last, so that nothing can be cut off, left out or
put elsewhere unnoticed. Memory is one chunk, however long the file.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import UUID, uuid4

from django.conf import settings

from suixing.kernel.crypto import CryptoError, SealingKey, new_key
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import keyring_at

CHUNK_BYTES = 1 << 18
LARGEST_CHUNK = 1 << 24
LONGEST_NAME = 200
_KEY = b"intake-key:"
_NAME = b"intake-name:"
_CHUNK = b"intake-chunk:"
_LENGTH = 4

NO_ROOM = Sentence(
    "文件无法保存到本节点的磁盘（可能已满）；没有保存任何内容。请告知本节点的管理人员，稍后再提交。",
    "The file could not be kept on this node's disk (it may be full); nothing was stored. Tell those who run this "
    "node, and hand it in again later.",
)
DAMAGED = Sentence(
    "保存的文件已损坏或丢失，无法打开；已登记的内容不受影响。请重新提交登记簿。",
    "The kept file is damaged or lost and cannot be opened; what was registered is not affected. Hand the register "
    "in again.",
)


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that was written out; with its row in the database it can be opened, without it by nobody."""

    id: UUID
    wrapped_key: bytes
    sealed_name: bytes | None
    size: int

    def open_key(self) -> SealingKey:
        """Its key."""
        return open_key(self.id, self.wrapped_key)

    def discard(self) -> None:
        """Take it off the disk again."""
        unlink(self.id)


def folder() -> Path:
    """Where kept files lie."""
    found = Path(settings.SUIXING_FILES_DIR) / "intake"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def path_of(file: UUID) -> Path:
    """The place of one file."""
    return folder() / f"{file}.sealed"


def unlink(file: UUID) -> None:
    """Take a file off the disk; one that is gone already is no fault."""
    path_of(file).unlink(missing_ok=True)


def open_key(file: UUID, wrapped: bytes) -> SealingKey:
    """The key of a file; raises Refusal where it does not belong to it."""
    try:
        return SealingKey(keyring_at(settings.SUIXING_KEYS_DIR).wrapping.open(wrapped, _KEY + file.bytes))
    except CryptoError:
        raise Refusal(DAMAGED) from None


def open_name(file: UUID, key: SealingKey, sealed: bytes) -> str:
    """What the officer called her file."""
    return key.open(sealed, _NAME + file.bytes).decode()


class SealedWriter:
    """Seals what is written, chunk by chunk; durable and in its place only after ``close``.

    Raises Refusal where the disk does not take it; what was begun is then gone.
    """

    def __init__(self, name: str = "") -> None:
        self.id = uuid4()
        secret = new_key()
        self._key = SealingKey(secret)
        self._wrapped = keyring_at(settings.SUIXING_KEYS_DIR).wrapping.seal(secret, _KEY + self.id.bytes)
        self._name = self._key.seal(name[:LONGEST_NAME].encode("utf-8", "replace"), _NAME + self.id.bytes)
        self.size = 0
        self._count = 0
        self._gathered = bytearray()
        self._waiting: bytes | None = None
        self._partial = path_of(self.id).with_suffix(".partial")
        try:
            descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:
            raise Refusal(NO_ROOM) from None
        self._file = os.fdopen(descriptor, "wb")

    def write(self, plain: bytes) -> None:
        """Add content; chunks are cut as they fill."""
        self._gathered += plain
        while len(self._gathered) >= CHUNK_BYTES:
            part = bytes(self._gathered[:CHUNK_BYTES])
            del self._gathered[:CHUNK_BYTES]
            self.write_chunk(part)

    def write_chunk(self, plain: bytes) -> None:
        """Add one chunk of its own, to be found again by its number; not to be mixed with ``write``."""
        self.size += len(plain)
        before, self._waiting = self._waiting, plain
        if before is not None:
            self._put(before, last=False)

    def _put(self, plain: bytes, *, last: bool) -> None:
        sealed = self._key.seal(plain, _context(self.id, self._count, last=last))
        self._count += 1
        try:
            self._file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
        except OSError:
            self.discard()
            raise Refusal(NO_ROOM) from None

    def close(self) -> SealedFile:
        """The last chunk is written and everything is on the disk, under its name."""
        if self._gathered:
            self.write_chunk(bytes(self._gathered))
        self._put(self._waiting or b"", last=True)
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._partial.replace(path_of(self.id))
            _sync_folder(folder())
        except OSError:
            self.discard()
            raise Refusal(NO_ROOM) from None
        return SealedFile(self.id, self._wrapped, self._name, self.size)

    def discard(self) -> None:
        """Give up: nothing stays."""
        self._file.close()
        self._partial.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self.discard()


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _context(file: UUID, number: int, *, last: bool) -> bytes:
    return _CHUNK + file.bytes + number.to_bytes(8, "big") + (b"\x01" if last else b"\x00")


def read_chunks(file: UUID, key: SealingKey, *, first: int = 0) -> Iterator[bytes]:
    """The plain chunks from number ``first`` on; raises Refusal where the file is gone, cut off or altered."""
    try:
        with path_of(file).open("rb") as sealed:
            size = os.fstat(sealed.fileno()).st_size
            number = 0
            while sealed.tell() < size:
                length = int.from_bytes(sealed.read(_LENGTH), "big")
                if not 0 < length <= LARGEST_CHUNK:
                    raise Refusal(DAMAGED)
                if number < first:
                    sealed.seek(length, os.SEEK_CUR)
                else:
                    content = sealed.read(length)
                    yield key.open(content, _context(file, number, last=sealed.tell() >= size))
                number += 1
            if number == 0:
                raise Refusal(DAMAGED)
    except (OSError, CryptoError):
        raise Refusal(DAMAGED) from None


def unseal_to(target: Path, file: UUID, key: SealingKey) -> None:
    """Write the plain content to ``target``, which must lie in a workshop."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as plain:
        for chunk in read_chunks(file, key):
            plain.write(chunk)


def seal_from(source: Path, name: str = "") -> SealedFile:
    """Seal a file that lies in a workshop."""
    with SealedWriter(name) as writer, source.open("rb") as plain:
        while part := plain.read(CHUNK_BYTES):
            writer.write(part)
        return writer.close()
