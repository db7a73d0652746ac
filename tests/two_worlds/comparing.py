"""Two worlds are equal where what was seen in them is, once random ids are named by their order of appearance."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from fnmatch import fnmatchcase

Seen = dict[str, list[str]]
"""By place: the rows of a table, the lines of a page. ``sql …`` are rows without an order of their own."""

RANDOM = re.compile(
    "|".join(
        (
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",  # ids
            r"(?<=bytes )[0-9a-f]+",  # what is sealed, hashed or signed
            r"(?<=was=)[0-9a-f]{16}",  # of what a list shows, ids among it
            r"\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b",  # hashes as text
            r"\b[A-Za-z0-9]{64}\b",  # tokens of forms
            r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4})+\b",  # numbers of cases, codes on letters
        )
    )
)
"""What is drawn anew each time and tells nothing by itself. Its length stays, and where else the same one stands."""


@dataclass(frozen=True)
class MayDiffer:
    """A place that may differ, with the reason why; a pattern of ``fnmatch``."""

    place: str
    reason: str


def normalised(seen: Mapping[str, list[str]]) -> Seen:
    """Rows in an order that ids have no part in; then each random id by its number in the order in which an observer
    comes upon it, everywhere that she looks."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    company = _company(seen)

    def one(place: str, line: str) -> str:
        known = names[observer_of(place)]
        return RANDOM.sub(lambda found: known.setdefault(found[0], f"#{len(known) + 1}/{len(found[0])}"), line)

    def ordered(place: str, lines: list[str]) -> list[str]:
        if not place.startswith("sql "):
            return lines
        kept = company[observer_of(place)]
        return sorted(lines, key=lambda line: (_blank(line), [kept[found[0]] for found in RANDOM.finditer(line)]))

    return {place: [one(place, line) for line in ordered(place, lines)] for place, lines in seen.items()}


def _company(seen: Mapping[str, list[str]]) -> dict[str, dict[str, int]]:
    """By observer, a number of each id that depends only on the rows it stands in, and on those of ids beside it there.

    It tells apart rows that are alike but for their ids. Three rounds reach from a message to its pair to its case.
    """
    rows: dict[str, list[tuple[str, str, list[str]]]] = defaultdict(list)
    for place, lines in seen.items():
        if place.startswith("sql "):
            found = [(place, _blank(line), [one[0] for one in RANDOM.finditer(line)]) for line in lines]
            rows[observer_of(place)] += found
    told: dict[str, dict[str, int]] = {}
    for observer, lines_of in rows.items():
        kept: dict[str, int] = defaultdict(int)
        for _ in range(3):
            stands: dict[str, list[int]] = defaultdict(list)
            for place, blank, ids in lines_of:
                row = hash((place, blank, tuple(kept[one] for one in ids)))
                for at, one in enumerate(ids):
                    stands[one].append(hash((row, at)))
            kept = defaultdict(int, {one: hash(tuple(sorted(where))) for one, where in stands.items()})
        told[observer] = kept
    return told


def observer_of(place: str) -> str:
    """Who looks: the third word, behind how and when."""
    return place.split(" ")[2]


def _blank(line: str) -> str:
    return RANDOM.sub(lambda found: f"#/{len(found[0])}", line)


def differences(
    without: Mapping[str, list[str]], with_it: Mapping[str, list[str]], exceptions: Iterable[MayDiffer] = ()
) -> dict[str, str]:
    """What differs, by place, as a diff; without the places that may."""
    excepted = tuple(exceptions)

    def compared(seen: Mapping[str, list[str]]) -> Seen:
        return normalised(
            {
                place: lines
                for place, lines in seen.items()
                if not any(fnmatchcase(place, each.place) for each in excepted)
            }
        )

    one, other = compared(without), compared(with_it)
    return {
        place: "\n".join(unified_diff(one.get(place, ["(nothing)"]), other.get(place, ["(nothing)"]), n=0, lineterm=""))
        for place in {**one, **other}
        if one.get(place) != other.get(place)
    }
