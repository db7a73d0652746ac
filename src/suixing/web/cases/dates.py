"""The one notice of due dates that a new calendar moved (T4), on the desk's first page until somebody read it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from suixing.journeys.cases import covering
from suixing.journeys.cases.covering import Moved
from suixing.web.cases.worklist import changes_cases
from suixing.web.desk.pages import address_of
from suixing.web.seat import ActingOfficer, acting_officer

MOST_TOLD = 2000


@dataclass(frozen=True, slots=True)
class MovedShown:
    """One date of the notice."""

    moved: Moved

    @property
    def href(self) -> str:
        return address_of("case", self.moved.item.case)

    @property
    def sent(self) -> str:
        """What says that this one was read: its number and the day that was shown."""
        return f"{self.moved.change.number}:{self.moved.change.after.isoformat()}"


def notice_for(acting: ActingOfficer) -> list[MovedShown]:
    """The dates of the notice; empty where nothing moved."""
    held = covering.dates_moved(office=acting.office, now=timezone.now())
    return [MovedShown(one) for one in held[:MOST_TOLD]]


@changes_cases
def told(request: HttpRequest) -> HttpResponse:
    """She has read the notice; what moved again since stays."""
    changes = []
    for text in request.POST.getlist("moved")[:MOST_TOLD]:
        number, _, after = text.partition(":")
        try:
            changes.append((int(number[:18]), date.fromisoformat(after)))
        except ValueError:
            continue
    covering.dates_told(changes=changes, office=acting_officer(request).office, now=timezone.now())
    return redirect("desk")
