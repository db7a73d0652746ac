"""Her first page, what is held about her with its sources, and who looked at it and why."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from suixing.journeys import own_pages
from suixing.journeys.own_lock import behind_lock
from suixing.kernel.errors import Refusal
from suixing.people.queries import SeenAccount
from suixing.places.queries import full_name
from suixing.residents.queries import erasures, questioned, widenings
from suixing.web.desk.register_form import SEXES
from suixing.web.doors import for_residents
from suixing.web.parts import SummaryRow
from suixing.web.person.page import NOT_GIVEN, place_name
from suixing.web.person.wording import FIELDS, KINDS, PLACES, WAYS
from suixing.web.resident.seat import seat_of
from suixing.web.resident.showing import opens_in_words, page
from suixing.web.resident.wording import PARTS, said_of
from suixing.web.words import day, in_active_language, moment

ENTRIES_A_PAGE = 50
LONGEST_NUMBER = 18


@for_residents(methods=("GET", "HEAD"))
def home(request: HttpRequest) -> HttpResponse:
    """What she can do here, what is open to her, and what waits for an answer of hers."""
    seat = seat_of(request)
    return page(
        request, "home.html", opens=opens_in_words(seat.opens), waiting=widenings(), erasing=erasures(), here="me"
    )


@for_residents()
def data(request: HttpRequest) -> HttpResponse:
    """What is held about her, by the office that entered it; numbers masked until she asks for them."""
    seat = seat_of(request)
    whole = request.method == "POST"
    seen = own_pages.see(person=seat.person, whole_numbers=whole)
    numbers = [(KINDS[kind], number) for kind, number in seen.person.identifiers]
    return page(
        request, "data.html", numbers=numbers, whole=whole, accounts=[_account(one) for one in seen.person.accounts],
        consents=[_consent(one) for one in seen.consents], opens=opens_in_words(seat.opens),
        everything=seat.opens.everything, here="data",
    )  # fmt: skip


def _account(seen: SeenAccount) -> dict[str, Any]:
    rows = [
        SummaryRow(FIELDS["name"], seen.name),
        SummaryRow(FIELDS["sex"], SEXES.get(seen.sex, SEXES[0])),
        SummaryRow(FIELDS["born"], seen.born),
        SummaryRow(FIELDS["telephone"], seen.private.telephone or NOT_GIVEN),
        SummaryRow(FIELDS["home_text"], seen.private.home_text or NOT_GIVEN),
        SummaryRow(FIELDS["current_text"], seen.private.current_text or NOT_GIVEN),
        *(SummaryRow(PLACES[one.kind], _stay(one.division, one.since, one.until)) for one in seen.stays),
        SummaryRow(PARTS["entered"], seen.entered_at),
        SummaryRow(PARTS["changed"], seen.changed_at),
        SummaryRow(PARTS["file"], str(seen.number)),
    ]
    return {"office": full_name(seen.office), "rows": rows}


def _stay(division: str, since: Any, until: Any) -> str:
    days = " – ".join(day(one) if one else "…" for one in (since, until))
    return f"{place_name(division)} ({days})"


def _consent(given: Any) -> SummaryRow:
    way = WAYS.get(given.way, WAYS["desk"])
    told = f"{day(given.given_on)} · {in_active_language(way)}"
    if given.withdrawn_at is not None:
        told += " · " + in_active_language(PARTS["withdrawn"], when=moment(given.withdrawn_at))
    return SummaryRow(full_name(given.office), told)


@for_residents(methods=("GET", "HEAD"))
def looked(request: HttpRequest) -> HttpResponse:
    """Every entry of the journal about her that is open to this session, the newest first, and how many there are."""
    seat = seat_of(request)
    before = request.GET.get("before", "")
    told, count = own_pages.who_looked(
        person=seat.person, most=ENTRIES_A_PAGE + 1,
        before=int(before) if before.isascii() and before.isdigit() and len(before) <= LONGEST_NUMBER else None,
    )  # fmt: skip
    shown = told[:ENTRIES_A_PAGE]
    asked = questioned([one.id for one in shown])
    behind = behind_lock()
    return page(
        request, "looked.html", entries=[said_of(one, asked) for one in shown],
        count=count + behind.entries, behind=behind,
        earlier=shown[-1].id if len(told) > ENTRIES_A_PAGE else None, opens=opens_in_words(seat.opens),
        everything=seat.opens.everything, here="looked",
    )  # fmt: skip


@for_residents(methods=("GET", "HEAD"))
def proof(request: HttpRequest, entry: int) -> HttpResponse:
    """The proof that one entry stands sealed in the journal, as a file that anybody can check."""
    if len(str(entry)) > LONGEST_NUMBER:
        raise Http404
    try:
        proved = own_pages.proof_of(person=seat_of(request).person, entry=entry)
    except Refusal as refused:
        return page(request, "not_yet.html", said=refused.sentence, status=404)
    return HttpResponse(
        json.dumps(proved, ensure_ascii=False, indent=1), content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{entry}.json"'},
    )  # fmt: skip
