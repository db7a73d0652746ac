"""Reads a free-text address into the deepest division that it names.

The usual address takes three look-ups: the longest way to write province, prefecture and county, then a
township of that county, then a village of that township. Whatever does not fit that shape is explored in all
its readings; if the best of them lead to different places, the text is ambiguous.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from suixing.places.reading.explore import Explorer
from suixing.places.reading.finding import lies_in
from suixing.places.reading.index import Index
from suixing.places.reading.normal import LONGEST_READ, oddity, plain, position, separators
from suixing.places.reading.posting import CROWDED, PATH_BITS, SHORT, STEM, SWAPPED, TOWN_BITS
from suixing.places.reading.villages import Outcome, village_after

Status = Literal["resolved", "ambiguous", "unresolved"]

MOST_CANDIDATES = 20
_MOST_REMEMBERED = 20_000
# A typed address may hold this many blanks for every character that counts.
_TYPED_READ = 4 * LONGEST_READ
# What 忠县忠州 and a character behind it take; before that a sign may stand between two names.
_SHORTEST_USUAL = 5


class Reading(NamedTuple):
    """What an address says.

    ``code`` has 2, 4, 6, 9 or 12 digits, as deep as the text goes, and is there only for a resolved text.
    ``rest`` is the typed text behind the division. ``candidates`` are sorted codes, 20 at most: the places
    that fit an ambiguous text, or the villages among which a resolved township leaves the choice open.
    """

    text: str
    status: Status
    code: str | None
    rest: str
    candidates: tuple[str, ...]


class Reader:
    """Reads addresses by a memory-mapped index; one instance serves a process, threads included."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._explorer = Explorer(index)
        self._codes = {here: code for code, here in index.scopes.items()}
        self._odd = oddity().search
        self._separators = separators()
        # Prefixes repeat from address to address: what each leads to with certainty.
        self._known: dict[str, tuple[str, int, bool]] = {}

    def read(self, text: str, *, within: str | None = None) -> Reading:
        """Read one address.

        ``within`` is the beginning of a code: among several candidates the only one inside is taken. It is
        for callers who know where a person must be, never a default.
        """
        body = text if len(text) <= LONGEST_READ else text[:_TYPED_READ]
        odd = self._odd(body)
        if odd is None:
            if len(body) > LONGEST_READ:
                body = body[:LONGEST_READ]
            outcome = self._usual(body) or self._explorer.explore(body)
            typed_end = outcome[2]
        else:
            outcome, typed_end = self._read_odd(body, odd.start())
        status, code, _, candidates = outcome
        if status == "resolved":
            rest = text[typed_end:].strip(self._separators)
            return Reading(text, "resolved", str(code), rest, _codes(candidates) if candidates else ())
        if status == "unresolved":
            return Reading(text, "unresolved", None, text, ())
        rest = text[typed_end:].strip(self._separators)
        choice = _codes(candidates)
        if within is not None:
            inside = [code for code in map(str, candidates) if code.startswith(within)]
            if len(inside) == 1:
                return Reading(text, "resolved", inside[0], rest, ())
        return Reading(text, "ambiguous", None, rest, choice)

    def _read_odd(self, typed: str, first: int) -> tuple[Outcome, int]:
        """The outcome for a text with characters to replace or drop, and where it ends in the typed text."""
        if first >= _SHORTEST_USUAL:
            # A sign in the rest, as in 6-2-1, does not touch the divisions before it.
            outcome = self._usual(typed[:first])
            if outcome and outcome[2] < first:
                return outcome, outcome[2]
        body = "".join(typed.split())
        if self._odd(body) is not None:
            body = plain(body)
        if len(body) > LONGEST_READ:
            body = body[:LONGEST_READ]
        outcome = self._usual(body) or self._explorer.explore(body)
        return outcome, position(typed, outcome[2]) if outcome[2] else 0

    def read_many(self, texts: Iterable[str]) -> Iterator[Reading]:
        """Read addresses one after another."""
        return map(self.read, texts)

    def name(self, code: str) -> str:
        """The whole name of a division: 重庆市忠县忠州街道和平村. Placeholders such as 市辖区 are left out.

        Raises ``KeyError`` for a code that is not in the snapshot.
        """
        return self._explorer.whole_name(code)

    def _usual(self, body: str) -> Outcome | None:
        """County, township, village, each by its longest spelling, where the first two leave no choice."""
        county = self._county_at(body)
        if county is None:
            return None
        here, end, short = county
        if end == len(body):
            return None if short else ("resolved", self._codes[here], end, ())
        outcome = self._township_at(body, here, end, whole=short)
        if outcome is None:
            keys = self.index.paths.prefixes(body[end:])
            # The county once more, perhaps with all that stands above it.
            if keys and (self._known.get(keys[-1]) or self._remember(keys[-1]))[0] == here:
                outcome = self._township_at(body, here, end + len(keys[-1]), whole=True)
        return outcome

    def _township_at(self, body: str, here: str, end: int, *, whole: bool) -> Outcome | None:
        """A township of a county behind it, and its village, where that leaves no choice.

        With ``whole`` only a township written with its suffix counts: it then confirms the county before it.
        """
        towns = self.index.towns
        spellings = towns.prefixes(here + body[end:])
        if not spellings:
            return None
        spelling = spellings[-1]
        ident = towns.trie[spelling]
        start = towns.starts[ident]
        if towns.starts[ident + 1] - start != 1:
            return None
        post = towns.posts[start]
        code = post >> TOWN_BITS
        close = end + len(spelling) - 1
        if post & STEM:
            # The stem may begin another name: 桃山 in 桃山林业局, 大化 in a county typed twice.
            names = self.index.paths.prefixes(body[end:])
            if whole or post & CROWDED or (names and len(names[-1]) >= len(spelling) - 1):
                return None
            close, _ = Explorer.close(body, close, post)
        if not code or not close:
            return None
        return village_after(self.index, body, close, code)

    def _county_at(self, body: str) -> tuple[str, int, bool] | None:
        """The character of the county at the beginning, where it ends, and whether it lacks its suffix.

        What stands above the county may be doubled.
        """
        prefixes = self.index.paths.prefixes
        keys = prefixes(body)
        if not keys:
            return None
        known = self._known
        here, code, end, short = "", 0, 0, False
        for key in reversed(keys[-2:]):
            here, code, short = known.get(key) or self._remember(key)
            end = len(key)
            if code:
                break
        if here and end < len(keys[-1]):
            return None  # only 吉林省 in 吉林省吉林省 holds against a longer reading
        if here or not code:
            return (here, end, short) if here else None
        keys = prefixes(body[end:])
        if not keys:
            return None
        key = keys[-1]
        here, inner, behind = known.get(key) or self._remember(key)
        return (here, end + len(key), short or behind) if here and lies_in(inner, code) else None

    def _remember(self, key: str) -> tuple[str, int, bool]:
        """What a prefix leads to: the character of one county, one code, and whether its suffix is missing."""
        posts = self.index.paths.at(key)
        known = ("", 0, False)
        if len(posts) == 1 and not posts[0] & SWAPPED:
            code = posts[0] >> PATH_BITS
            here = self.index.scopes.get(code, "")
            short = bool(posts[0] & SHORT)
            if here or not short:  # 吉林省吉林 may be the city, or the province once more
                known = (here, code, short)
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = known
        return known


def _codes(codes: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted(map(str, codes))[:MOST_CANDIDATES])
