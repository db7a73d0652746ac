"""Papers at the desk: open one, add one from this computer, let a phone add some."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from suixing.access.roles import MEETS_PERSONS
from suixing.cases.errors import NotThere
from suixing.journeys import case_papers
from suixing.journeys.errors import CaseClosed
from suixing.kernel.errors import Refusal, Sentence
from suixing.papers.errors import NoSuchPaper
from suixing.papers.queries import MOST_BY_TICKET, KeptPaper
from suixing.web.doors import for_officers
from suixing.web.errors import lost_page
from suixing.web.papers.forms import PaperForm
from suixing.web.papers.qr import draw
from suixing.web.papers.uploads import holding_uploads
from suixing.web.parts import Column, Link, Table
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language

HELD = Sentence("已有的材料", "Papers that are here")
NONE_YET = Sentence("还没有这类材料。请在下面添加。", "There is none of this kind yet. Add one below.")
COLUMNS = (
    Column(Sentence("材料", "Paper")),
    Column(Sentence("类型", "Type")),
    Column(Sentence("页数", "Pages"), "number"),
    Column(Sentence("大小（KB）", "Size (KB)"), "number"),
    Column(Sentence("添加时间", "Added")),
    Column(Sentence("添加人", "By")),
)
BY_PHONE = Sentence("手机", "by phone")


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def paper_open(request: HttpRequest, paper: UUID) -> HttpResponseBase:
    """A paper, to be saved under a name that says nothing. A page may show a picture by the same address."""
    acting = acting_officer(request)
    try:
        opened = case_papers.open_paper(paper=paper, office=acting.office, by=acting.username, now=timezone.now())
    except (NoSuchPaper, NotThere):
        raise Http404 from None
    except Refusal as refusal:
        return lost_page(request, refusal.sentence)
    content = _passed_on(opened.content) if isinstance(request, ASGIRequest) else opened.content
    answer = StreamingHttpResponse(content, content_type=opened.about.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{opened.about.file_name}"'
    answer.headers["Content-Length"] = str(opened.about.size)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _passed_on(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Chunk by chunk, each opened in a thread: the server must neither wait nor hold the whole file."""
    step = sync_to_async(partial(next, chunks, b""), thread_sensitive=False)
    while chunk := await step():
        yield chunk


# The handler that holds must be in place before anything reads the form: the protection against foreign forms,
# which therefore follows inside, and the door.
@csrf_exempt
@holding_uploads
@for_officers(*MEETS_PERSONS)
def paper_scan(request: HttpRequest, file: UUID, code: str) -> HttpResponseBase:
    """What a case holds of one kind of paper, and the ways to add some: from this computer, or with a phone."""
    try:
        if request.method == "POST":
            return _add(request, file, code)
        return _page(request, file, code, PaperForm())
    except (NoSuchPaper, NotThere):
        raise Http404 from None


@csrf_protect
def _add(request: HttpRequest, file: UUID, code: str) -> HttpResponseBase:
    acting = acting_officer(request)
    given: dict[str, Any] = {
        "file": file,
        "code": code,
        "office": acting.office,
        "by": acting.username,
        "now": timezone.now(),
    }
    if request.POST.get("way") == "phone":
        try:
            return _show_code(request, file, code, case_papers.let_phone_add(**given))
        except CaseClosed as closed:
            return _refused(request, file, code, PaperForm(request.POST), closed)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file, code, form, status=422)
    upload = form.cleaned_data["paper"]
    try:
        case_papers.add_paper(upload=upload.file, name=upload.name, **given)
    except (NoSuchPaper, NotThere):
        raise
    except Refusal as refusal:
        return _refused(request, file, code, form, refusal)
    return redirect("paper_scan", file=file, code=code)


def _refused(request: HttpRequest, file: UUID, code: str, form: PaperForm, refusal: Refusal) -> HttpResponse:
    form.full_clean()
    form.errors.clear()
    form.add_error("paper", in_active_language(refusal.sentence))
    return _page(request, file, code, form, status=422)


def _show_code(request: HttpRequest, file: UUID, code: str, token: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("scan", args=[token]))
    return _page(request, file, code, PaperForm(), scan={"code": draw(address), "address": address})


def _page(
    request: HttpRequest, file: UUID, code: str, form: PaperForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    adding = case_papers.see_adding(file=file, code=code, office=acting_officer(request).office, now=timezone.now())
    context = {
        "here": "",
        "adding": adding,
        "form": form,
        "table": Table(HELD, COLUMNS, [_row(one) for one in adding.papers], NONE_YET),
        "pictures": [one for one in adding.papers if one.is_picture],
        "most": MOST_BY_TICKET,
        **more,
    }
    return render(request, "papers/scan.html", context, status=status)


def _row(paper: KeptPaper) -> list[object]:
    return [
        Link(reverse("paper_open", args=[paper.id]), paper.file_name), paper.media_type.partition("/")[2].upper(),
        paper.pages, -(-paper.size // 1024), paper.added_at, BY_PHONE if paper.added_by == "phone" else paper.added_by,
    ]  # fmt: skip
