"""The index behind the reader: built once from the shipped tables, then mapped and shared by processes.

Three tries map spellings to numbered postings. ``paths`` holds every way to write province, prefecture and
county in a row; ``towns`` the spellings of townships, each behind one character that stands for its county,
and again behind one for the nation; ``villages`` the stems of villages behind their county's character.
A posting is a code and its flags.
"""

import mmap
import shutil
import tempfile
from bisect import bisect_left
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import marisa_trie

from suixing.kernel.errors import Refusal, Sentence
from suixing.places import shipped
from suixing.places.reading.build import build
from suixing.places.reading.posting import scope

CANNOT_KEEP = Sentence(
    zh="地名索引无法写入 {folder}。请检查磁盘空间和权限，或用 SUIXING_HOME 指定可写的目录。",
    en="The index of places cannot be kept in {folder}. Check space and rights, or set SUIXING_HOME to a folder "
    "that can be written.",
)
_COMPLETE = "complete"
_SPELLED_BY = ("build.py", "forms.py", "normal.py", "posting.py")


class Spellings:
    """One trie and the postings of its keys, open for reading."""

    def __init__(self, folder: Path, name: str, width: Literal["I", "Q"]) -> None:
        self.trie = marisa_trie.Trie()
        self.trie.mmap(str(folder / f"{name}.trie"))
        self.starts = _view(folder / f"{name}.starts", "I")
        self.posts = _view(folder / f"{name}.posts", width)
        self.prefixes = self.trie.prefixes

    def at(self, key: str) -> list[int]:
        """Postings of a key that is in the trie."""
        ident = self.trie[key]
        starts = self.starts
        return list(self.posts[starts[ident] : starts[ident + 1]])

    def within(self, prefix: str) -> Iterator[tuple[str, list[int]]]:
        """Keys behind a prefix, with their postings."""
        for key in self.trie.iterkeys(prefix):
            yield key, self.at(key)


def _view(path: Path, width: Literal["B", "I", "Q"]) -> "memoryview[int]":
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return memoryview(mapped).cast(width)


class Index:
    """All that a reader needs, mapped from one folder."""

    def __init__(self, folder: Path) -> None:
        self.paths = Spellings(folder, "paths", "I")
        self.towns = Spellings(folder, "towns", "Q")
        self.villages = Spellings(folder, "villages", "I")
        self.codes = _view(folder / "names.codes", "Q")
        self._offsets = _view(folder / "names.offsets", "I")
        self._names = _view(folder / "names.text", "B")
        counties = [code for code in self.upper_codes() if code > 99_999]
        self.scopes = {code: scope(ordinal) for ordinal, code in enumerate(counties)}

    def upper_codes(self) -> Iterator[int]:
        """Provinces, prefectures and counties."""
        for code in self.codes:
            if code > 999_999:
                return
            yield code

    def name(self, code: int) -> str | None:
        """The name of one division as it was published."""
        at = bisect_left(self.codes, code)
        if at == len(self.codes) or self.codes[at] != code:
            return None
        return bytes(self._names[self._offsets[at] : self._offsets[at + 1]]).decode("utf-8")


def is_built(cache: Path) -> bool:
    """Whether the index for the present data and spellings is in a cache folder."""
    return (cache / f"places-{_state()}" / _COMPLETE).exists()


def open_index(cache: Path) -> Index:
    """The index in a cache folder, built there first if missing. Processes may race: one of them wins.

    Raises ``Refusal`` if it cannot be kept there.
    """
    folder = cache / f"places-{_state()}"
    if (folder / _COMPLETE).exists():
        try:
            return Index(folder)
        except (OSError, RuntimeError, ValueError):
            shutil.rmtree(folder, ignore_errors=True)  # cut short by a full disk or a cleaner
    try:
        _build_into(cache, folder)
        return Index(folder)
    except OSError as refused:
        raise Refusal(CANNOT_KEEP.format(folder=cache)) from refused


def _build_into(cache: Path, folder: Path) -> None:
    """Build beside the folder and move into place, so that nobody ever sees half an index."""
    cache.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="places-draft-", dir=cache))
    try:
        build(draft)
        (draft / _COMPLETE).touch()
        draft.chmod(0o755)
        draft.replace(folder)
    except OSError:
        if not (folder / _COMPLETE).exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _state() -> str:
    """Names what the index is built from: the shipped data and the code that spells it out."""
    state = blake2b(shipped.digest().encode(), digest_size=8)
    for name in _SPELLED_BY:
        state.update((Path(__file__).parent / name).read_bytes())
    return state.hexdigest()
