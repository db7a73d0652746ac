"""Papers as they lie on the disk: sealed in chunks under a key of their own, named by nothing but a random id.

Each chunk is bound to its paper, its place and whether it is the last, so that nothing can be cut off, left out, put
elsewhere or altered unnoticed. All chunks but the last have the same length, so no length is written.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from suixing.kernel.crypto import NONCE_BYTES, CryptoError, SealingKey
from suixing.papers.errors import DAMAGED, NO_ROOM, PaperRefused

CHUNK_BYTES = 1 << 20
SEALED_BYTES = 1 + NONCE_BYTES + CHUNK_BYTES + 16
"""Of a whole chunk: suite, nonce, content, tag."""
LARGEST_SEALED = 64 << 20
ORPHAN_AGE = timedelta(hours=1)
PARTIAL = ".partial"
_CHUNK = b"paper-chunk:"


def folder() -> Path:
    """Where papers lie; inside the folder of files, which only its owner can enter."""
    return Path(settings.SUIXING_FILES_DIR) / "papers"


def path_of(paper: UUID) -> Path:
    """The place of one paper. Its first two digits are a folder, so that none grows long."""
    return folder() / paper.hex[:2] / str(paper)


def write(paper: UUID, key: SealingKey, content: bytes) -> None:
    """Seal ``content``; when this returns it is durable and in its place. Raises PaperRefused and leaves nothing."""
    place = path_of(paper)
    partial = place.with_name(place.name + PARTIAL)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for number, part, last in _parts(content):
                file.write(key.seal(part, _context(paper, number, last=last)))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(place)
        for changed in (place.parent, folder()):
            _sync_folder(changed)
    except OSError:
        for left in (partial, place):
            with suppress(OSError):
                left.unlink(missing_ok=True)
        raise PaperRefused(NO_ROOM) from None


def read(paper: UUID, key: SealingKey) -> Iterator[bytes]:
    """The plain chunks; raises PaperRefused where the file is gone, cut off, lengthened or altered."""
    try:
        with path_of(paper).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if not 0 < size <= LARGEST_SEALED:
                raise PaperRefused(DAMAGED)
            for number in range(-(-size // SEALED_BYTES)):
                sealed = file.read(SEALED_BYTES)
                yield key.open(sealed, _context(paper, number, last=(number + 1) * SEALED_BYTES >= size))
    except (OSError, CryptoError):
        raise PaperRefused(DAMAGED) from None


def read_part(paper: UUID, key: SealingKey, start: int, length: int) -> bytes:
    """``length`` bytes of the content from ``start``, fewer where it ends before; raises PaperRefused as ``read``."""
    first, part = start // CHUNK_BYTES, bytearray()
    try:
        with path_of(paper).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if not 0 < size <= LARGEST_SEALED:
                raise PaperRefused(DAMAGED)
            last = min(-(-(start + length) // CHUNK_BYTES), -(-size // SEALED_BYTES))
            file.seek(first * SEALED_BYTES)
            for number in range(first, last):
                sealed = file.read(SEALED_BYTES)
                part += key.open(sealed, _context(paper, number, last=(number + 1) * SEALED_BYTES >= size))
    except (OSError, CryptoError):
        raise PaperRefused(DAMAGED) from None
    return bytes(part[start - first * CHUNK_BYTES :][:length])


def unlink(paper: UUID) -> None:
    """Take a paper off the disk; one that is gone already is no fault."""
    path_of(paper).unlink(missing_ok=True)


def left_alone(now: datetime) -> Iterator[list[Path]]:
    """Folder by folder, what was written long enough ago that its row must be there by now."""
    if not folder().is_dir():
        return
    for inner in sorted(folder().iterdir()):
        if inner.is_dir():
            yield [path for path in inner.iterdir() if _is_old(path, now)]


def _is_old(path: Path, now: datetime) -> bool:
    try:
        return now.timestamp() - path.stat().st_mtime > ORPHAN_AGE.total_seconds()
    except FileNotFoundError:
        return False


def _parts(content: bytes) -> Iterator[tuple[int, bytes, bool]]:
    for number, start in enumerate(range(0, len(content), CHUNK_BYTES)):
        yield number, content[start : start + CHUNK_BYTES], start + CHUNK_BYTES >= len(content)


def _context(paper: UUID, number: int, *, last: bool) -> bytes:
    return _CHUNK + paper.bytes + number.to_bytes(8, "big") + (b"\x01" if last else b"\x00")


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
