"""A chart of days as an SVG in the page itself: no script, no style, no file beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from suixing.exchange.queries import TrafficSeen

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 26, 22
GAP = 3
WAYS = {"sent": "#0b5f4e", "received": "#f2c14e", "passed": "#6b7c77"}
"""Each way with the colour of its part of a bar, from below."""
LABEL_EVERY = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A number or a day at an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws."""

    parts: tuple[Part, ...]
    days: tuple[Mark, ...]
    lines: tuple[Mark, ...]
    most: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM

    @property
    def shown(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.parts)


def by_day(seen: Iterable[TrafficSeen]) -> dict[date, dict[str, int]]:
    """Parcels of all nodes by day and way."""
    found = dict[date, dict[str, int]]()
    for one in seen:
        ways = found.setdefault(one.day, dict.fromkeys(WAYS, 0))
        ways[one.way] = ways.get(one.way, 0) + one.parcels
    return found


def chart_of(counted: Mapping[date, Mapping[str, int]], *, last: date, days: int) -> Chart:
    """A bar for each of ``days`` up to ``last``; a day without traffic has none."""
    most = max((sum(ways.values()) for ways in counted.values()), default=0)
    shown = [last - timedelta(days=back) for back in reversed(range(days))]
    each = (WIDTH - LEFT - RIGHT) / days
    high = HEIGHT - TOP - BOTTOM
    parts, marks = list[Part](), list[Mark]()
    for at, day in enumerate(shown):
        x, y = LEFT + at * each, float(HEIGHT - BOTTOM)
        for way, colour in WAYS.items():
            tall = high * counted.get(day, {}).get(way, 0) / most if most else 0
            y -= tall
            if tall:
                parts.append(Part(round(x + GAP / 2, 1), round(y, 1), round(each - GAP, 1), round(tall, 1), colour))
        if (days - 1 - at) % LABEL_EVERY == 0:
            marks.append(Mark(round(x + each / 2, 1), f"{day:%m-%d}"))
    lines = tuple(Mark(round(HEIGHT - BOTTOM - high * part, 1), f"{round(most * part):,}") for part in (0, 0.5, 1))
    return Chart(tuple(parts), tuple(marks), lines if most > 1 else (lines[0], lines[-1]), most)
