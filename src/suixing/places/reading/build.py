"""Building the index from the shipped tables: every spelling of every division, and where it leads."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import marisa_trie

from suixing.places import shipped
from suixing.places.reading import forms
from suixing.places.reading.normal import oddity, plain
from suixing.places.reading.posting import (
    BARE,
    CROWDED,
    GONE,
    NATION,
    PAST,
    PATH_BITS,
    SHORT,
    STEM,
    SWAPPED,
    TOWN_BITS,
    VILLAGE_BITS,
    scope,
)

MUNICIPALITIES = frozenset(("11", "12", "31", "50"))

_POST_BITS = 40  # more than any posting takes
_POST = (1 << _POST_BITS) - 1

Postings = dict[str, set[int]]
Add = Callable[[str, Iterable[str], int], None]


def build(folder: Path) -> None:
    """Write all files of the index into an empty folder."""
    upper = UpperNames()
    _write(folder, "paths", _flat(path_postings(upper)), "I")
    _write(folder, "towns", _flat(town_postings(upper)), "Q")
    _write(folder, "villages", village_pairs(upper), "I")
    _write_names(folder)


def _flat(postings: Postings) -> Iterator[tuple[str, int]]:
    return ((key, post) for key, posts in postings.items() for post in posts)


def _write(folder: Path, name: str, pairs: Iterable[tuple[str, int]], width: str) -> None:
    listed = list(pairs)
    trie = marisa_trie.Trie([key for key, _ in listed])
    trie.save(str(folder / f"{name}.trie"))
    numbered = sorted([trie[key] << _POST_BITS | post for key, post in listed])
    starts = array("I")
    for at, packed in enumerate(numbered):
        if packed >> _POST_BITS == len(starts):
            starts.append(at)
    starts.append(len(numbered))
    (folder / f"{name}.starts").write_bytes(starts.tobytes())
    (folder / f"{name}.posts").write_bytes(array(width, [packed & _POST for packed in numbered]).tobytes())


def _write_names(folder: Path) -> None:
    rows = sorted((int(row[0]), row[1]) for name in shipped.TABLES for row in shipped.table(name))
    offsets, text = array("I", [0]), bytearray()
    for _, name in rows:
        text += name.encode("utf-8")
        offsets.append(len(text))
    (folder / "names.codes").write_bytes(array("Q", [code for code, _ in rows]).tobytes())
    (folder / "names.offsets").write_bytes(offsets.tobytes())
    (folder / "names.text").write_bytes(bytes(text))


class UpperNames:
    """Provinces, prefectures and counties of today, and what vanished."""

    def __init__(self) -> None:
        self.provinces = {row[0]: plain(row[1]) for row in shipped.table("provinces")}
        self.prefectures = {row[0]: plain(row[1]) for row in shipped.table("cities")}
        self.counties = {row[0]: plain(row[1]) for row in shipped.table("areas")}
        self.scopes = {code: scope(ordinal) for ordinal, code in enumerate(sorted(self.counties))}
        self.past = [row for row in shipped.history() if row.valid_until is not None]
        self.past_prefectures = {
            row.code: plain(row.name)
            for row in self.past
            if row.tier == "prefecture" and row.name not in forms.PLACEHOLDERS
        }
        # Prefectures that a county of today once belonged to: 六安市寿县, 资阳市简阳市.
        self.once_under: dict[str, set[str]] = defaultdict(set)
        for row in self.past:
            if row.tier == "county":
                for successor in row.successors:
                    self.once_under[successor].add(row.code[:4])

    def prefecture_name(self, code: str) -> str:
        """Its name, of the past if need be; a placeholder's where nothing else is known."""
        return self.past_prefectures.get(code) or self.prefectures.get(code) or "市辖区"

    def is_its_only_county(self, code: str) -> bool:
        """Cities without counties appear as one county of the same name: 东莞, 中山, 儋州."""
        below = [name for county, name in self.counties.items() if county[:4] == code]
        return below == [self.prefectures[code]]


def _spellings_before(upper: UpperNames, prefectures: Iterable[str], province: str) -> dict[str, bool]:
    """Ways to write what stands before a county; True where nothing does."""
    province_forms = set(forms.province_forms(upper.provinces[province]))
    before: dict[str, bool] = dict.fromkeys(province_forms, False)
    for code in prefectures:
        name = upper.prefecture_name(code)
        if name in forms.PLACEHOLDERS:
            below = {name, "市辖区", "县"} | (province_forms if province in MUNICIPALITIES else set())
        else:
            below = set(forms.prefecture_forms(name))
            before |= dict.fromkeys(below, False)
        before |= {first + second: False for first in province_forms for second in below}
    before[""] = True
    return before


def path_postings(upper: UpperNames) -> Postings:
    """Every way to write provinces, prefectures and counties in a row."""
    postings: Postings = defaultdict(set)

    def add(key: str, codes: Iterable[str], flags: int) -> None:
        postings[key].update(int(code) << PATH_BITS | flags for code in codes)

    for province, name in upper.provinces.items():
        for form, short in forms.province_forms(name).items():
            add(form, [province], BARE | (SHORT if short else 0))
    for code, name in upper.prefectures.items():
        if not upper.is_its_only_county(code):
            _add_prefecture(add, forms.province_forms(upper.provinces[code[:2]]), name, [code], 0)
    _add_counties(add, upper)
    _add_past(add, upper)
    return {key: _settle(posts) for key, posts in postings.items()}


def _add_counties(add: Add, upper: UpperNames) -> None:
    for code, name in upper.counties.items():
        before = _spellings_before(upper, {code[:4]} | upper.once_under[code], code[:2])
        _add_county(add, before, name, [code], 0)
        for form in forms.zone_forms(name, upper.prefectures[code[:4]]):
            for prefix, nothing in before.items():
                if not nothing:
                    add(prefix + form, [code], SWAPPED)


def _add_past(add: Add, upper: UpperNames) -> None:
    for row in upper.past:
        if row.tier == "prefecture":
            above = forms.province_forms(upper.provinces[row.code[:2]])
            _add_prefecture(add, above, plain(row.name), list(row.successors), PAST)
        elif row.tier == "county" and row.successors:
            around = {row.code[:4], *(s[:4] for s in row.successors)}
            before = _spellings_before(upper, around, row.code[:2])
            _add_county(add, before, plain(row.name), row.successors, PAST)


def _add_prefecture(add: Add, above: Iterable[str], name: str, targets: list[str], flags: int) -> None:
    if name in forms.PLACEHOLDERS:
        for first in above:
            add(first + name, [target[:2] for target in targets], flags)
        return
    for form, short in forms.prefecture_forms(name).items():
        shortness = SHORT if short else 0
        add(form, targets, flags | BARE | shortness)
        for first in above:
            add(first + form, targets, flags | shortness)


def _add_county(add: Add, before: dict[str, bool], name: str, targets: Iterable[str], flags: int) -> None:
    spellings = [(form, SHORT if short else 0) for form, short in forms.county_forms(name).items()]
    known = {form for form, _ in spellings}
    spellings += [(form, SWAPPED) for form in forms.swapped_county_forms(name) if form not in known]
    for prefix, nothing in before.items():
        for form, kind in spellings:
            add(prefix + form, targets, flags | kind | (BARE if nothing else 0))


def _settle(posts: set[int]) -> set[int]:
    """Where one spelling leads to several divisions, drop the readings that nobody means."""
    if len(posts) == 1:
        return posts
    mask = (1 << PATH_BITS) - 1
    # 新民县 is 新民县 where one exists, and only else the former name of 新民市.
    rank = min(post & SWAPPED for post in posts)
    kept = {post for post in posts if post & SWAPPED == rank}
    # A bare 海南 is the province, not the prefecture in Qinghai.
    provinces = {post for post in kept if post >> PATH_BITS < 100}
    if provinces:
        return provinces
    # The same division by several ways: the least doubtful one.
    best: dict[int, int] = {}
    for post in kept:
        code = post >> PATH_BITS
        best[code] = min(best.get(code, mask), post & mask)
    # A bare 长沙 is the prefecture; 长沙县 lies in it anyway. So does the old 哈密市, now 伊州区, in 哈密市.
    return {
        code << PATH_BITS | flags
        for code, flags in best.items()
        if not (code > 9999 and code // 100 in best and flags & (SHORT | PAST))
    }


def town_postings(upper: UpperNames) -> Postings:
    """Every spelling of a township, within its county and within the nation."""
    postings: Postings = defaultdict(set)
    above = {code: (upper.prefectures[code[:4]], name) for code, name in upper.counties.items()}
    for code, title, *_ in shipped.table("streets"):
        name = plain(title)
        here = upper.scopes[code[:6]]
        for form, is_stem in _township_spellings(title, name, above[code[:6]]):
            post = int(code) << TOWN_BITS | (STEM if is_stem else 0)
            postings[here + form].add(post)
            postings[NATION + form].add(post)
    taken = set(postings)
    for row in upper.past:
        if row.tier == "township":
            _add_past_township(upper, postings, taken, row)
    _mark_crowded(postings)
    return {key: _full_before_stem(posts) for key, posts in postings.items()}


def _mark_crowded(postings: Postings) -> None:
    """Flag the stems that begin the name of another township within the same scope."""
    stems: list[str] = []
    crowded: set[str] = set()
    for key in sorted(postings):
        while stems and not key.startswith(stems[-1]):
            stems.pop()
        own = {post >> TOWN_BITS for post in postings[key] if not post & GONE}
        crowded |= {stem for stem in stems if own - {post >> TOWN_BITS for post in postings[stem]}}
        if any(post & STEM for post in postings[key]):
            stems.append(key)
    for stem in crowded:
        postings[stem] = {post | CROWDED if post & STEM else post for post in postings[stem]}


def _add_past_township(upper: UpperNames, postings: Postings, taken: set[str], row: shipped.HistoryRow) -> None:
    """A vanished name leads to what followed it; where that is unknown, to nothing: it is no mistype."""
    name = plain(row.name)
    scopes = {upper.scopes[s[:6]] for s in row.successors}
    if row.code[:6] in upper.scopes:
        scopes.add(upper.scopes[row.code[:6]])
    for form, is_stem in forms.township_forms(name):
        if is_stem:
            continue
        for here in scopes:
            if here + form not in taken:
                targets = row.successors or ("0",)
                postings[here + form].update(int(s) << TOWN_BITS | GONE for s in targets)


def _township_spellings(title: str, name: str, above: tuple[str, str]) -> Iterator[tuple[str, bool]]:
    """The usual forms, the two halves of 经济开发区（马棚街道）, and 献县经济开发区 without its 献县."""
    yield from forms.township_forms(name)
    opening = title.replace("(", "（").find("（")
    if opening > 1 and title.endswith(("）", ")")):
        for half in (title[:opening], title[opening + 1 : -1]):
            if len(half) >= 3:
                yield from ((form, False) for form, is_stem in forms.township_forms(plain(half)) if not is_stem)
    for owner in above:
        if name.startswith(owner) and len(name) - len(owner) >= 3:
            yield name[len(owner) :], True


def _full_before_stem(posts: set[int]) -> set[int]:
    """黄龙 with a suffix dropped is no rival of a township that is called just so."""
    full = {post for post in posts if not post & STEM}
    return full or posts


def village_pairs(upper: UpperNames) -> Iterator[tuple[str, int]]:
    """The stem of every village behind its county's character."""
    scopes, odd = upper.scopes, oddity().search
    stem_of, kind_of = forms.village_stem, forms.village_kind
    for row in shipped.table("villages"):
        code, name = row[0], row[1]
        stem = stem_of(name)
        if odd(stem):
            stem = plain(stem)
        yield scopes[code[:6]] + stem, int(code[6:]) << VILLAGE_BITS | kind_of(name)
