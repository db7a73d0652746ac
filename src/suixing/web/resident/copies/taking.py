"""She takes her copy: JSON, FHIR or PDF, as the button says that she pressed."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from orjson import OPT_INDENT_2, dumps

from suixing.journeys import own_copy
from suixing.journeys.own_lock import behind_lock
from suixing.papers.own_copy import OwnCopy, typeset_copy
from suixing.web.doors import for_residents
from suixing.web.resident.copies import everything
from suixing.web.resident.seat import seat_of
from suixing.web.resident.showing import folded_in_words, opens_in_words
from suixing.web.words import active_language


@for_residents(methods=("POST",))
def copy(request: HttpRequest) -> HttpResponse:
    """All that is open to her, in one of three forms; one entry, whichever form it is. JSON unless said."""
    seat, now = seat_of(request), timezone.now()
    behind = behind_lock()
    folded = behind.entries + behind.accounts + behind.files
    taken = own_copy.take(person=seat.person, readers=everything.readers(), now=now)
    match request.POST.get("as"):
        case "fhir":
            bundle = everything.as_bundle(taken, folded=folded, now=now)
            return _file(dumps(bundle, option=OPT_INDENT_2), "application/fhir+json", "copy.fhir.json")
        case "pdf":
            taking: own_copy.Taking = taken[everything.TAKING][0]
            names = tuple(dict.fromkeys(one.name for one in taking.record.person.accounts))
            paper = OwnCopy(
                names=names or ("—",), opened=(*opens_in_words(seat.opens), *folded_in_words(behind)), written_at=now,
                sections=everything.as_sections(taken),
            )  # fmt: skip
            return _file(typeset_copy(paper, language=active_language()).pdf, "application/pdf", "copy.pdf")
        case _:
            told = everything.as_json(taken, everything=seat.opens.everything and not folded_in_words(behind))
            told["behind_second_lock"] = folded
            return _file(dumps(told, option=OPT_INDENT_2), "application/json", "copy.json")


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
