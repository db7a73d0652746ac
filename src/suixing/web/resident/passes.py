"""Her passes: a code on the screen of her phone or on paper, into a wallet, and the end of one that is lost.

What a code discloses she chooses each time (P6). Nothing of it stands in an address.
"""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from suixing.journeys import own_passes as journey
from suixing.journeys.own_passes import PassSeen, Standing
from suixing.kernel.errors import Refusal, Sentence
from suixing.papers.pass_papers import PassPaper, Shape, typeset_pass
from suixing.papers.typesetting import day_in
from suixing.passes import actions as doing
from suixing.passes.errors import NoSuchPass
from suixing.passes.printing import paper_of
from suixing.places.queries import full_name
from suixing.web.doors import for_residents
from suixing.web.papers.qr import Drawn, draw
from suixing.web.parts import Notice
from suixing.web.resident.pass_forms import OwnPassForm, new_form, state_of
from suixing.web.resident.seat import seat_of
from suixing.web.resident.showing import opens_in_words, page
from suixing.web.words import in_active_language

PRINT = "print"
NAME = Sentence("姓名", "Name")
CONFLICT, UNPROCESSABLE = 409, 422


@for_residents(methods=("GET", "HEAD"))
def own_passes(request: HttpRequest) -> HttpResponse:
    """The pass that she can show now, and every other one with what became of it."""
    seat = seat_of(request)
    seen = journey.see(person=seat.person, today=timezone.localdate())
    rest = [_line(one) for one in seen.passes if one is not seen.newest]
    return page(
        request, "passes.html", here="pass", newest=seen.newest, form=new_form(seen.claims) if seen.claims else None,
        rest=rest, opens=opens_in_words(seat.opens), everything=seat.opens.everything,
    )  # fmt: skip


def _line(seen: PassSeen) -> dict[str, Any]:
    return {
        "seen": seen, "office": full_name(seen.office), "state": state_of(seen),
        "is_valid": seen.standing is Standing.VALID,
    }  # fmt: skip


@for_residents()
def own_pass(request: HttpRequest, number: UUID) -> HttpResponse:
    """The choice of what a code discloses; sent, the code on the screen, or a PDF."""
    seen, claims = _one(request, number)
    if request.method != "POST":
        return _one_page(request, seen, new_form(claims))
    form = OwnPassForm(request.POST, claims=claims)
    if not form.is_valid():
        return _one_page(request, seen, form, status=UNPROCESSABLE)
    on_paper, now = request.POST.get("act") == PRINT, timezone.now()
    try:
        made = doing.own_code(
            number=number, chosen=form.chosen(), form=doing.PAPER if on_paper else doing.SCREEN, now=now
        )
        paper = paper_of(made, printed_on=timezone.localdate(now))
        return _pdf(form, paper) if on_paper else _shown(request, seen, paper)
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
        return _one_page(request, seen, form, status=CONFLICT)


def _one(request: HttpRequest, number: UUID) -> Any:
    try:
        return journey.see_one(person=seat_of(request).person, number=number, today=timezone.localdate())
    except NoSuchPass:
        raise Http404 from None


def _one_page(request: HttpRequest, seen: PassSeen, form: OwnPassForm, *, status: int = 200) -> HttpResponse:
    return page(request, "pass.html", status=status, here="pass", form=form, **_line(seen))


def _pdf(form: OwnPassForm, paper: PassPaper) -> HttpResponse:
    said = form.cleaned_data
    printed = typeset_pass(paper, shape=Shape(said["shape"]), language=said["tongue"])
    headers = {"Content-Disposition": 'inline; filename="pass.pdf"'}
    return HttpResponse(printed.pdf, content_type="application/pdf", headers=headers)


def _shown(request: HttpRequest, seen: PassSeen, paper: PassPaper) -> HttpResponse:
    code = draw(paper.code)
    rows = [(NAME, paper.name), *paper.told] if paper.name else list(paper.told)
    return page(
        request, "pass_shown.html", here="pass", seen=seen, code=code, rows=rows, until=paper.valid_until,
        kept=_kept(paper, code, rows),
    )  # fmt: skip


def _kept(paper: PassPaper, code: Drawn, rows: list[Any]) -> str:
    """What her phone keeps, if she wants that: the code, its picture, and what it discloses, in both languages."""
    told = {
        language: [[label.in_language(language), _text(value, language)] for label, value in rows]
        for language in ("zh", "en")
    }
    until = {language: day_in(paper.valid_until, language) for language in ("zh", "en")}
    said = {
        "code": paper.code, "size": code.size, "path": code.path, "last": paper.valid_until.isoformat(),
        "until": until, "told": told,
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False)


def _text(value: Any, language: str) -> str:
    if isinstance(value, Sentence):
        return value.in_language(language)
    return value if isinstance(value, str) else day_in(value, language)


@for_residents(methods=("POST",))
def own_pass_wallet(request: HttpRequest, number: UUID) -> HttpResponse:
    """A code for a wallet, and the number that goes with it; made anew, the earlier one ends."""
    seen, _ = _one(request, number)
    shown: dict[str, Any] = {"seen": seen}
    status = 200
    try:
        offered = doing.offer_own(number=number, now=timezone.now())
        shown |= {"offered": offered, "code": draw(offered.link)}
    except Refusal as refused:
        shown["notice"], status = Notice(heading=refused.sentence, tone="warning"), CONFLICT
    return page(request, "pass_wallet.html", status=status, here="pass", **shown)


@for_residents()
def own_pass_lost(request: HttpRequest, number: UUID) -> HttpResponse:
    """What follows when she calls it lost; sent, it is revoked at once."""
    seen, _ = _one(request, number)
    notice, status = None, 200
    if request.method == "POST":
        try:
            doing.report_lost(number=number, now=timezone.now())
            return redirect("me_passes")
        except Refusal as refused:
            notice, status = Notice(heading=refused.sentence, tone="warning"), CONFLICT
    return page(request, "pass_lost.html", status=status, here="pass", notice=notice, **_line(seen))
