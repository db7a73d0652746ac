"""``suixing bench places``: how well and how fast addresses are read, beside jionlp, cpca and naive matching.

The same addresses in one run, typed in five usual and five harder ways. A text that fits several places of
the tables counts apart: there the right answer is that it is ambiguous.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from suixing.config.bench import place_rivals
from suixing.config.bench.place_rivals import Answer, ReadAll
from suixing.config.bench.place_texts import HARDER, USUAL, Tables, Typed, Typist
from suixing.places.reading import Reader, load_reader

# jionlp reads some hundreds a second: it gets the first of each way's addresses only.
_SLOW_SAMPLE = 200
_RUNS = 3
_LONG_ENOUGH = 0.5
_HEADING = (
    f"{'方式 way':<28}{'':<10}{'条 n':>6}{'县 county':>11}{'乡镇 town':>11}{'错 wrong':>10}{'歧义 amb.':>10}"
    f"{'多解 several':>14}{'条/秒 per s':>13}"
)


@dataclass(frozen=True, slots=True)
class Score:
    """How one reader did on one way's addresses.

    ``asked`` counts the texts that fit one place, ``several`` those that fit more, of which ``admitted`` were
    answered as ambiguous or left open above the township.
    """

    asked: int
    county: int
    township: int
    wrong: int
    ambiguous: int
    several: int
    admitted: int
    pace: float


def run(*, seed: int, count: int = 2000, out: TextIO) -> int:
    """Print one table for a seed; returns the exit code. Raises ``Refusal`` if a rival is not installed."""
    tables = Tables()
    rivals = {
        "jionlp": place_rivals.jionlp(tables),
        "cpca": place_rivals.cpca(tables),
        "naive": place_rivals.naive(tables),
    }
    reader = load_reader()
    ours = _ours(reader)
    warm = [typed.text for typed in Typist(tables, seed + 1_000_003).draw("whole", 200)]
    ours(warm)
    typist = Typist(tables, seed)
    slow = min(count, _SLOW_SAMPLE)
    out.write(
        f"地址识别 reading addresses: seed {seed}, {count} a way, jionlp {slow} a way; "
        f"条/秒 per second of processor time, best of {_RUNS}\n"
    )
    total: dict[tuple[str, str], list[Score]] = {}
    for kind, ways in (("usual", USUAL), ("harder", HARDER)):
        out.write(f"\n{_HEADING}\n")
        for way in ways:
            drawn = typist.draw(way, count)
            for name, read in {"suixing": ours, **rivals}.items():
                some = drawn[:_SLOW_SAMPLE] if name == "jionlp" else drawn
                score = measure(read, some)
                total.setdefault((kind, name), []).append(score)
                out.write(_line(way if name == "suixing" else "", name, score))
    out.write(f"\n合计 all ways together\n{_HEADING}\n")
    for (kind, name), scores in total.items():
        out.write(_line(kind, name, _sum(scores)))
    return 0


def _ours(reader: Reader) -> ReadAll:
    def read(texts: Sequence[str]) -> list[Answer]:
        return [(reading.status, reading.code or "") for reading in reader.read_many(texts)]

    return read


def _timed(read: ReadAll, texts: Sequence[str]) -> tuple[list[Answer], float]:
    """Answers and the seconds of processor time they took; the best of several runs unless one is long."""
    best, spent = float("inf"), 0.0
    answers: list[Answer] = []
    for _ in range(_RUNS):
        start = time.process_time()
        answers = read(texts)
        seconds = time.process_time() - start
        best, spent = min(best, seconds), spent + seconds
        if spent > _LONG_ENOUGH:
            break
    return answers, best


def measure(read: ReadAll, drawn: Sequence[Typed]) -> Score:
    """Judge one reader's answers by the townships that the addresses were drawn from."""
    answers, seconds = _timed(read, [typed.text for typed in drawn])
    asked = county = township = wrong = ambiguous = several = admitted = 0
    for typed, (status, code) in zip(drawn, answers, strict=True):
        fitting = typed.township.startswith(code) or code.startswith(typed.township)
        if typed.fits != 1:
            several += 1
            admitted += status == "ambiguous" or (fitting and len(code) < 9)
            continue
        asked += 1
        county += len(code) >= 6 and code[:6] == typed.township[:6]
        township += code[:9] == typed.township
        wrong += bool(code) and not fitting
        ambiguous += status == "ambiguous"
    return Score(asked, county, township, wrong, ambiguous, several, admitted, len(drawn) / seconds)


def _sum(scores: Sequence[Score]) -> Score:
    texts = sum(score.asked + score.several for score in scores)
    seconds = sum((score.asked + score.several) / score.pace for score in scores)
    counted = (
        sum(getattr(score, field) for score in scores)
        for field in ("asked", "county", "township", "wrong", "ambiguous", "several", "admitted")
    )
    asked, county, township, wrong, ambiguous, several, admitted = counted
    return Score(asked, county, township, wrong, ambiguous, several, admitted, texts / seconds)


def _line(way: str, name: str, score: Score) -> str:
    asked = max(score.asked, 1)
    several = f"{score.admitted}/{score.several}" if score.several else "-"
    return (
        f"{way:<30}{name:<10}{score.asked:>6}{score.county / asked:>11.2%}{score.township / asked:>11.2%}"
        f"{score.wrong:>10}{score.ambiguous / asked:>10.2%}{several:>14}{score.pace:>13,.0f}\n"
    )
