"""The calendar in force: what is shipped, the notices that were loaded, and the closures of each place."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.db import connection

from suixing.clocks.models import Closure, Edition, YearNotice
from suixing.rules.calendar import WorkingCalendar, shipped_calendar
from suixing.rules.calendar_notice import read_notice


@dataclass(frozen=True)
class Calendars:
    """Every place's calendar in one edition."""

    edition: int
    base: WorkingCalendar
    closures: tuple[Closure, ...]
    _made: dict[tuple[int, ...], WorkingCalendar] = field(default_factory=dict)
    _places: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """That of the whole country."""
        return self.base.version

    def at(self, place: str) -> WorkingCalendar:
        """The calendar of a division: closures of it and of those above it hold."""
        if not self.closures:
            return self.base
        held = self._places.get(place)
        if held is None:
            held = tuple(number for number, one in enumerate(self.closures) if place.startswith(one.place))
            self._places[place] = held
        if not held:
            return self.base
        made = self._made.get(held)
        if made is None:
            made = self._made[held] = self.base.with_closures(self.closures[number].day for number in held)
        return made


_LAST = "SELECT coalesce(max(id), 0) FROM clocks_edition"


def calendars() -> Calendars:
    """The edition in force."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        return calendars_with(int(cursor.fetchone()[0]))


def calendars_for_writing() -> Calendars:
    """The edition in force, for a transaction that writes a new clock.

    Whoever settles an edition waits for all transactions that had a number before it; so the number comes first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
    return calendars()


@lru_cache(maxsize=16)
def calendars_with(edition: int) -> Calendars:
    """The calendars as they were with this edition, on top of what is shipped today; kept by the process."""
    base = shipped_calendar()
    latest: dict[int, str] = {}
    for year, text in YearNotice.objects.filter(pk__lte=edition).order_by("pk").values_list("year", "text"):
        latest[year] = text
    for year in sorted(latest):
        base = base.with_notice(read_notice(latest[year]))
    closures = Closure.objects.filter(pk__lte=edition).exclude(lifted__lte=edition).order_by("place", "day")
    return Calendars(edition, base, tuple(closures))


def last_edition_of_program() -> str:
    """The version of the shipped calendar that clocks were last counted with; empty on a new node."""
    held = Edition.objects.filter(kind="shipped").order_by("-pk").values_list("version", flat=True).first()
    return held or ""
