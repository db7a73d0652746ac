"""The zip around an .xlsx or .ods, with its bounds checked before anything in it is believed.

A member never gives more than the size that the central directory declares for it, so that bounds on the
declared sizes are bounds on what is unpacked. Archives inside the archive are never opened.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from suixing.journeys.intake.sheets.refusals import refuse

_MAX_TOTAL = 2 << 30
_MAX_MEMBERS = 20_000
_MAX_RATIO = 120
_RATIO_MATTERS = 24 << 20
_CHUNK = 1 << 20
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    KeyError,
    RuntimeError,
    ValueError,
)
"""What reading a broken archive may raise."""


class Archive:
    """A zip whose declared sizes are sane."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN:
            raise refuse("damaged") from None
        members = self._zip.infolist()
        self.names = {member.filename for member in members}
        packed = sum(member.compress_size for member in members)
        if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > _MAX_TOTAL:
            raise refuse("bomb")
        if packed > path.stat().st_size or any(map(_is_bomb, members)):
            raise refuse("bomb")

    def size(self, name: str) -> int:
        """Bytes of a member once unpacked; 0 if there is none."""
        return self._zip.getinfo(name).file_size if name in self.names else 0

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The member as a stream; a password or a broken archive is refused, while it is read too."""
        try:
            member = self._zip.getinfo(name)
            if member.flag_bits & 0x1:
                raise refuse("password")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise refuse("damaged")
            with self._zip.open(member) as stream:
                yield stream
        except BROKEN:
            raise refuse("damaged") from None

    def read(self, name: str, limit: int = 32 << 20) -> bytes:
        """A small member as a whole."""
        if self.size(name) > limit:
            raise refuse("bomb")
        with self.open(name) as stream:
            return stream.read()

    def count(self, name: str, markers: tuple[bytes, ...]) -> int:
        """How often the markers occur; on the way the member's checksum is proved, before any row."""
        found, tail = 0, b""
        keep = max(map(len, markers)) - 1
        with self.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                chunk = tail + chunk
                found += sum(chunk.count(marker) for marker in markers)
                tail = chunk[-keep:] if keep else b""
                found -= sum(tail.count(marker) for marker in markers)
        return found + sum(tail.count(marker) for marker in markers)

    def close(self) -> None:
        self._zip.close()


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > _RATIO_MATTERS and member.file_size > _MAX_RATIO * max(member.compress_size, 1)
