"""One mistyped character: mended only where the text leaves no other place."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Protocol

from suixing.places.reading import forms
from suixing.places.reading.finding import Finding, Node, lies_in
from suixing.places.reading.index import Index
from suixing.places.reading.normal import plain
from suixing.places.reading.posting import GONE, NATION, PATH_BITS, SHORT, STEM, SWAPPED, TOWN_BITS


class Continuation(Protocol):
    """How the text behind a mended name is read."""

    def towns(self, body: str, node: Node) -> Iterator[Finding]: ...

    def findings(self, body: str, node: Node, conflicts: list[int], depth: int) -> Iterator[Finding]: ...


_WILD = "？"
_LONGEST_NAME = 12
_LONGEST_TOWNSHIP = 26
_MOST_COUNTIES_KEPT = 200
# Characters that are put for one another on purpose, not by a slip: 东城 is not a mistyped 西城.
_OPPOSED = ("东南西北中上下前后左右内外", "新老旧", "大小", "一二三四五六七八九十百〇0123456789")


def differ(typed: str, meant: str) -> int:
    """In how many characters two names differ; names of different length, in all."""
    if len(typed) != len(meant):
        return max(len(typed), len(meant))
    return sum(a != b for a, b in zip(typed, meant, strict=True))


def is_opposed(typed: str, meant: str) -> bool:
    """Whether two names differ where one is put for the other on purpose: 东城 and 西城."""
    pairs = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    return any(a in group and b in group for a, b in pairs for group in _OPPOSED)


class Mender:
    """Finds divisions whose name differs by one character from what was typed."""

    def __init__(self, index: Index, explorer: Continuation) -> None:
        self.index = index
        self.explorer = explorer
        self._counties: dict[int, list[tuple[str, list[int]]]] = {}

    @cached_property
    def _nearly(self) -> dict[str, list[tuple[int, str]]]:
        """Provinces, prefectures and counties by their spellings with one character left open."""
        nearly: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for code in self.index.upper_codes():
            name = plain(self.index.name(code) or "")
            if name in forms.PLACEHOLDERS:
                continue
            spell = (
                forms.province_forms if code < 100 else forms.prefecture_forms if code < 10_000 else forms.county_forms
            )
            for form, short in spell(name).items():
                if short and code > 9_999:
                    continue
                for at in range(len(form)):
                    nearly[form[:at] + _WILD + form[at + 1 :]].append((code, form))
        return dict(nearly)

    def findings(self, body: str, best: list[Finding]) -> Iterator[Finding]:
        """Readings of the text with one character put right."""
        starts: dict[int, set[int]] = defaultdict(set)
        whole = False  # whether a county is written without a fault
        for key in self.index.paths.prefixes(body):
            for post in self.index.paths.at(key):
                code = post >> PATH_BITS
                starts[len(key)].add(code)
                whole = whole or (code in self.index.scopes and not post & (SHORT | SWAPPED))
        for finding in best:
            starts[finding.end].add(finding.code)
        for end, codes in starts.items():
            for code in codes & self.index.scopes.keys():
                yield from self._towns(body, code, end)
        if whole:
            return
        for end, codes in starts.items():
            if codes <= starts.get(end + 1, set()):
                continue  # 省陵县 behind 山东 is no 兰陵县: its 省 belongs to 山东省
            above = tuple(sorted(code for code in codes if code <= 99_999))
            if above:
                yield from self._uppers(body, Node(above, end))
        yield from self._uppers(body, Node((), 0))

    def _uppers(self, body: str, node: Node) -> Iterator[Finding]:
        """A mistyped province, prefecture or county behind a node, borne out by what follows it."""
        for length in range(2, min(_LONGEST_NAME, len(body) - node.end) + 1):
            typed = body[node.end : node.end + length]
            near = [
                (code, form)
                for at in range(length)
                for code, form in self._nearly.get(typed[:at] + _WILD + typed[at + 1 :], ())
                if form != typed and (not node.codes or any(lies_in(code, above) for above in node.codes))
            ]
            after = node.end + length
            borne_out = [
                Finding(f.code, f.end, f.doubt + 4)
                for code, form in near
                if not is_opposed(typed, form)
                for f in self._behind(body, Node((code,), after))
                # The stem of a township is a guess, and one guess does not bear out another.
                if f.code > 99_999 and f.end > after and not (f.code > 999_999 and f.doubt >= 2)
            ]
            yield from borne_out
            # A county with nothing known behind it: only if no other is near and no township contradicts. One of
            # two characters and a suffix is left alone: 南汇区 was a district of its own, not a mistyped 徐汇区.
            if not borne_out and length >= 4 and node.codes and len({code for code, _ in near}) == 1:
                code, form = near[0]
                # 余杭临平 is 余杭 and more, not a mistyped 余杭区.
                slip = typed[-1] == form[-1] and not is_opposed(typed, form)
                if slip and code > 99_999 and not self._is_township(body, after):
                    yield Finding(code, after, 5)

    def _behind(self, body: str, node: Node) -> list[Finding]:
        found = [*self.explorer.towns(body, node)]
        if node.codes[0] <= 99_999:
            found += self.explorer.findings(body, node, [], 1)
        return found

    def _is_township(self, body: str, start: int) -> bool:
        """Whether a township somewhere is called what is written here."""
        towns = self.index.towns
        rest = NATION + body[start : start + _LONGEST_TOWNSHIP]
        return any(not post & STEM for spelling in towns.prefixes(rest) for post in towns.at(spelling))

    def _towns(self, body: str, county: int, start: int) -> Iterator[Finding]:
        """A mistyped township behind its county, unless one is called so elsewhere: then it is no slip."""
        rest = body[start : start + _LONGEST_TOWNSHIP]
        if len(rest) < 3 or self._is_township(body, start):
            return
        near = [
            (form, post)
            for form, posts in self._spellings(county)
            if 3 <= len(form) <= len(rest)
            and differ(rest[: len(form)], form) == 1
            # 东华幸福路 is 东华 and a road, not a mistyped 东华镇.
            and (form[-1] not in "镇乡" or form[-1] == rest[len(form) - 1])
            for post in posts
            if not post & (STEM | GONE)
        ]
        if any(is_opposed(rest[: len(form)], form) for form, _ in near):
            return
        for form, post in near:
            yield Finding(post >> TOWN_BITS, start + len(form), 4)

    def _spellings(self, county: int) -> list[tuple[str, list[int]]]:
        """How the townships of a county are written; the counties of one office come again and again."""
        if len(self._counties) > _MOST_COUNTIES_KEPT:
            self._counties.clear()
        if county not in self._counties:
            spelled = self.index.towns.within(self.index.scopes[county])
            self._counties[county] = [(form[1:], posts) for form, posts in spelled]
        return self._counties[county]
