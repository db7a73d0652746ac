"""What a superior sees of clocks that ran out below: at which office, which duty, by how much; and what came up to her.

Never a person, a paper or a case of an office below.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from suixing.cases.queries import Item, Keeper, Wanted, worklist
from suixing.clocks.queries import Late, LateAtOffice, late_by_office
from suixing.places.queries import full_name, office_below, offices_open_below

APART = ("answer", "notify")
"""The duties that are counted by themselves; what is left over is counted together."""


@dataclass(frozen=True, slots=True)
class OfficeLate:
    """One office: late clocks of its own by duty (``other`` holds the rest), and how many it waits for elsewhere."""

    office: str
    name: str
    duties: dict[str, int]
    waits: int
    longest: int

    @property
    def own(self) -> int:
        """All that the office itself is late with."""
        return sum(self.duties.values())


def late_below(*, office: str, page: int, size: int, now: datetime) -> tuple[list[OfficeLate], int]:
    """A page of the offices below where something is late, those that are late with most first; how many pages."""
    late = [one for one in late_by_office(offices_open_below(office=office), now=now) if one.rows]
    late.sort(key=lambda one: (-one.own, -one.other, one.office))
    last = max(1, -(-len(late) // size))
    start = (min(max(page, 1), last) - 1) * size
    return [_counted(one) for one in late[start : start + size]], last


def late_at(*, office: str, code: str, now: datetime) -> tuple[Late, ...]:
    """The late clocks of one office below, the longest ones first; none for an office that is not below."""
    if office_below(office=office, code=code) is None:
        return ()
    (held,) = late_by_office([code], now=now)
    return held.rows


def escalated(*, office: str, by: str, now: datetime) -> list[Item]:
    """The coordination that came up to this office and is open."""
    wanted = Wanted(procedure="coordination")
    items, _ = worklist(office=office, keeper=Keeper.SUPERVISOR, by=by, wanted=wanted, now=now)
    return items


def _counted(one: LateAtOffice) -> OfficeLate:
    own = [late for late in one.rows if late.bears == "own"]
    counted = Counter(late.duty.value if late.duty in APART else "other" for late in own)
    duties = {duty: counted[duty] for duty in (*APART, "other")}
    return OfficeLate(one.office, full_name(one.office), duties, one.other, max(late.days_late for late in one.rows))
