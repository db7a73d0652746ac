"""One mistyped character: mended only where the text leaves no other place."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Protocol

from suixing.places.reading import forms
from suixing.places.reading.finding import Finding, Node, lies_in
from suixing.places.reading.index import Index
from suixing.places.reading.normal import plain
from suixing.places.reading.posting import GONE, NATION, PATH_BITS, STEM, TOWN_BITS


class Continuation(Protocol):
    """How the text behind a mended name is read."""

    def towns(self, body: str, node: Node) -> Iterator[Finding]: ...

    def findings(self, body: str, node: Node, conflicts: list[int], depth: int) -> Iterator[Finding]: ...


_WILD = "？"
_LONGEST_NAME = 12
# Characters that are put for one another on purpose, not by a slip: 东城 is not a mistyped 西城.
_OPPOSED = ("东南西北中上下前后左右内外", "新老旧", "大小", "一二三四五六七八九十百〇0123456789")


def is_slip(typed: str, meant: str) -> bool:
    """Whether two names of equal length differ in one character that a person could have mistyped."""
    different = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    if len(different) != 1:
        return False
    a, b = different[0]
    return not any(a in group and b in group for group in _OPPOSED)


class Mender:
    """Finds divisions whose name differs by one character from what was typed."""

    def __init__(self, index: Index, explorer: Continuation) -> None:
        self.index = index
        self.explorer = explorer

    @cached_property
    def _nearly(self) -> dict[str, list[tuple[int, str]]]:
        """Provinces, prefectures and counties by their spellings with one character left open."""
        nearly: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for code in self.index.upper_codes():
            name = plain(self.index.name(code) or "")
            if name in forms.PLACEHOLDERS:
                continue
            spell = (
                forms.province_forms
                if code < 100
                else forms.prefecture_forms
                if code < 10_000
                else forms.county_forms
            )
            for form, short in spell(name).items():
                if short and code > 9_999:
                    continue
                for at in range(len(form)):
                    nearly[form[:at] + _WILD + form[at + 1 :]].append((code, form))
        return dict(nearly)

    def findings(self, body: str, best: list[Finding]) -> Iterator[Finding]:
        """Readings of the text with one character put right."""
        for finding in best:
            if finding.code > 99_999:
                yield from self._towns(body, finding.code, finding.end)
        starts: dict[int, set[int]] = defaultdict(set)
        for key in self.index.paths.prefixes(body):
            for post in self.index.paths.at(key):
                starts[len(key)].add(post >> PATH_BITS)
        for finding in best:
            starts[finding.end].add(finding.code)
        for end, codes in starts.items():
            above = tuple(sorted(code for code in codes if code <= 99_999))
            if above:
                yield from self._uppers(body, Node(above, end))
        yield from self._uppers(body, Node((), 0))

    def _uppers(self, body: str, node: Node) -> Iterator[Finding]:
        """A mistyped province, prefecture or county behind a node, borne out by what follows it."""
        for length in range(2, min(_LONGEST_NAME, len(body) - node.end) + 1):
            typed = body[node.end : node.end + length]
            for at in range(length):
                for code, form in self._nearly.get(typed[:at] + _WILD + typed[at + 1 :], ()):
                    if not is_slip(typed, form):
                        continue
                    if node.codes and not any(lies_in(code, above) for above in node.codes):
                        continue
                    after = Node((code,), node.end + length)
                    deeper = [*self.explorer.towns(body, after)]
                    if code <= 99_999:
                        deeper += self.explorer.findings(body, after, [], 1)
                    yield from (
                        Finding(f.code, f.end, f.doubt + 3)
                        for f in deeper
                        if f.code > 99_999 and f.end > after.end
                    )
                    if code > 99_999 and node.codes and length >= 3:
                        yield Finding(code, after.end, 4)

    def _towns(self, body: str, county: int, start: int) -> Iterator[Finding]:
        """A mistyped township behind its county, unless one is called so elsewhere: then it is no slip."""
        rest = body[start : start + _LONGEST_NAME]
        if len(rest) < 3:
            return
        for spelling in self.index.towns.prefixes(NATION + rest):
            if any(not post & STEM for post in self.index.towns.at(spelling)):
                return
        for spelling, posts in self.index.towns.within(self.index.scopes[county]):
            form = spelling[1:]
            if 3 <= len(form) <= len(rest) and is_slip(rest[: len(form)], form):
                for post in posts:
                    if not post & (STEM | GONE):
                        yield Finding(post >> TOWN_BITS, start + len(form), 3)
