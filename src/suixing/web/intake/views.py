"""Hand in a register, watch it, see why rows were not accepted, take the report."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from suixing.access.roles import Role
from suixing.journeys.intake import actions, queries
from suixing.journeys.intake.errors import NoSuchRun, RunRefused
from suixing.kernel.errors import Refusal
from suixing.web.doors import for_officers
from suixing.web.intake import wording
from suixing.web.intake.forms import HandInForm
from suixing.web.intake.uploads import LARGEST_BYTES, sealing_uploads
from suixing.web.kept import kept_for
from suixing.web.parts import Pager
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language

PAGE_RUNS = 20
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

desk = for_officers(Role.DESK_OFFICER, methods=("GET", "HEAD"))
desk_form = for_officers(Role.DESK_OFFICER, methods=("POST",))


# The handler that seals must be in place before anything reads the form: the protection against foreign forms,
# which therefore follows inside, and the door, which keeps what was typed when a session has ended.
@csrf_exempt
@sealing_uploads
@for_officers(Role.DESK_OFFICER)
def runs(request: HttpRequest) -> HttpResponseBase:
    """The office's runs, and the form to hand in another."""
    if request.method == "POST":
        return _hand_in(request)
    typed = kept_for(request)
    return _runs_page(request, HandInForm(initial={} if typed is None else {"check_only": "check_only" in typed}))


@csrf_protect
def _hand_in(request: HttpRequest) -> HttpResponseBase:
    form = HandInForm(request.POST, request.FILES)
    if form.is_valid():
        acting = acting_officer(request)
        number: UUID = form.cleaned_data["form_number"]
        sheet = form.cleaned_data["sheet"].hand_over()
        try:
            actions.hand_in(
                number=number, sheet=sheet, office=acting.office, by=acting.username,
                check=form.cleaned_data["check_only"], now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("sheet", in_active_language(refusal.sentence))
            form.renumber()
        else:
            return redirect("intake_run", number=number)
    return _runs_page(request, form, status=422)


def _runs_page(request: HttpRequest, form: HandInForm, *, status: int = 200) -> HttpResponse:
    found, last = queries.runs_of(office=acting_officer(request).office, page=_page(request), size=PAGE_RUNS)
    gone = queries.why_gone([one.id for one in found])
    context = {
        "here": "intake",
        "form": form,
        "limit": LARGEST_BYTES,
        "table": wording.runs_table(found, gone),
        "pager": _pager(min(_page(request), last), last, reverse("intake")),
    }
    return render(request, "intake/runs.html", context, status=status)


@desk
def run(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One run: how far it is, what it counted, what can be done next."""
    return _run_page(request, number)


def _run_page(request: HttpRequest, number: UUID, refusal: Refusal | None = None) -> HttpResponse:
    found = queries.run_at(number=number, office=acting_officer(request).office)
    if found is None:
        raise Http404
    context = {
        "here": "intake",
        "run": found,
        "counts": found.counts,
        "about": wording.about(found),
        "notices": wording.notices(found, refusal),
        "counted": wording.counted(found.counts),
        "progress": wording.progress(found.counts),
        "form": None if found.counts.is_under_way else HandInForm(),
        "limit": LARGEST_BYTES,
    }
    return render(request, "intake/run.html", context, status=200 if refusal is None else 409)


@desk
def progress(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The part of the page that is asked for again each second; at the end it has the page loaded anew."""
    counts = queries.counts_at(number=number, office=acting_officer(request).office)
    if counts is None:
        raise Http404
    answer = render(
        request, "intake/fragment_progress.html", {"counts": counts, "progress": wording.progress(counts)}
    )  # fmt: skip
    if not counts.is_under_way:
        answer.headers["HX-Refresh"] = "true"
    return answer


@desk
def rows(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The rows that were not accepted: number, column, reason and what to do. No page shows what was typed."""
    acting = acting_officer(request)
    try:
        found = actions.read_reasons(
            number=number, office=acting.office, by=acting.username, page=_page(request), now=timezone.now()
        )
    except NoSuchRun:
        raise Http404 from None
    except RunRefused as refusal:
        return _run_page(request, number, refusal)
    context = {
        "here": "intake",
        "number": number,
        "table": wording.reasons_table(found),
        "notes": found.remarks.notes,
        "not_kept": found.remarks.not_kept,
        "pager": _pager(found.page, found.last, reverse("intake_rows", args=[number])),
    }
    return render(request, "intake/rows.html", context)


@desk
def report(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The office's sheet with a reason beside each row, under a name that says nothing."""
    acting = acting_officer(request)
    try:
        chunks = actions.take_report(number=number, office=acting.office, by=acting.username, now=timezone.now())
    except NoSuchRun:
        raise Http404 from None
    except Refusal as refusal:
        return _run_page(request, number, refusal)
    content = _passed_on(chunks) if isinstance(request, ASGIRequest) else chunks
    answer = StreamingHttpResponse(content, content_type=SHEET_TYPE)
    name = f"report-{timezone.localdate():%Y%m%d}-{number.hex[:8]}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


async def _passed_on(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Chunk by chunk, each opened in a thread: the server must neither wait nor hold the whole file."""
    step = sync_to_async(partial(next, chunks, b""), thread_sensitive=False)
    while chunk := await step():
        yield chunk


@desk_form
def take_back(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Withdraw a sheet that still waits."""
    acting = acting_officer(request)
    try:
        actions.take_back(number=number, office=acting.office, by=acting.username, now=timezone.now())
    except NoSuchRun:
        raise Http404 from None
    except RunRefused as refusal:
        return _run_page(request, number, refusal)
    return redirect("intake_run", number=number)


@desk_form
def again(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Queue a run that broke off once more."""
    acting = acting_officer(request)
    try:
        actions.try_again(number=number, office=acting.office, by=acting.username, now=timezone.now())
    except NoSuchRun:
        raise Http404 from None
    except RunRefused as refusal:
        return _run_page(request, number, refusal)
    return redirect("intake_run", number=number)


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def _pager(here: int, last: int, path: str) -> Pager:
    here = max(here, 1)
    return Pager(
        here, last,
        before=f"{path}?page={here - 1}" if here > 1 else "",
        after=f"{path}?page={here + 1}" if here < last else "",
    )  # fmt: skip
