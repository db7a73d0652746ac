"""The evidence about the messages of a case as a file to take along."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from suixing.cases.errors import NotThere
from suixing.journeys.cases import proving
from suixing.kernel.errors import Refusal
from suixing.web.cases.case_page import MEETS_CASES, case_page, see
from suixing.web.doors import for_officers
from suixing.web.parts import Notice
from suixing.web.seat import acting_officer


@for_officers(*MEETS_CASES, methods=("GET", "HEAD"))
def case_evidence(request: HttpRequest, case: UUID) -> HttpResponse:
    """The file; its name says nothing. 409 where nothing has crossed yet."""
    acting, now = acting_officer(request), timezone.now()
    seen = see(acting, case, now)
    try:
        made = proving.evidence_of(case=case, office=acting.office, by=acting.username, now=now)
    except NotThere:
        raise Http404 from None
    except Refusal as refused:
        notice = Notice(refused.sentence, tone="warning")
        return case_page(request, acting, seen, now, notice=notice, status=409)
    headers = {"Content-Disposition": 'attachment; filename="evidence.zip"'}
    return HttpResponse(made, content_type="application/zip", headers=headers)
