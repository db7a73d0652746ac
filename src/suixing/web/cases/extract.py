"""What a closed registration left: found by the number on the person's paper, shown, put right, destroyed.

The number opens it, so it is typed and sent in forms; it never stands in an address.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.cases.errors import BadContent
from suixing.cases.queries import procedure
from suixing.journeys.cases import records
from suixing.journeys.cases.records import Extract
from suixing.kernel.errors import Refusal, Sentence
from suixing.rules.books import RuleBook, book
from suixing.web import once
from suixing.web.cases.fields import PLAIN, CaseForm, Ground, form_class
from suixing.web.cases.making import asked_of, first_values
from suixing.web.cases.sending import do_once, result_before
from suixing.web.cases.shown_number import RECORD_NUMBER
from suixing.web.cases.telling import rows_of
from suixing.web.doors import for_officers
from suixing.web.forms import PlainForm
from suixing.web.parts import SummaryRow
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language, sentence_lazy

NUMBER = Sentence("文件上的编号", "The number on the paper")
NUMBER_HINT = Sentence("四组，每组四位，例如 7K3P-92QD-…", "Four groups of four signs, for example 7K3P-92QD-…")
NOT_FOUND = Sentence(
    "本机构没有这一编号的文件。请对照本人手里的文件核对每一位。",
    "This office made no paper with this number. Check each sign against the paper that she holds.",
)
MADE_ON = Sentence("作出日期", "Made on")
REPLACED_ON = Sentence("已由更正件取代", "Replaced by a corrected one")
OUTSTANDING = Sentence("核实", "Verification")
OUTSTANDING_SAYS = Sentence(
    "户籍地机构逾期未答复，核实未完成", "outstanding: a home office did not answer in time (V3)"
)
CORRECTED_ON = Sentence("此前的内容，更正于", "What it said before; corrected on")


class NumberForm(PlainForm):
    """By what an extract is found."""

    number = forms.CharField(
        label=sentence_lazy(NUMBER), help_text=sentence_lazy(NUMBER_HINT), max_length=60,
        widget=forms.TextInput(attrs=dict(PLAIN)),
    )  # fmt: skip


@for_officers(*MEETS_PERSONS)
def extract(request: HttpRequest) -> HttpResponse:
    """Find one by its number, and what it says."""
    acting = acting_officer(request)
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, status=422 if request.method == "POST" else 200)
    number = form.cleaned_data["number"]
    try:
        found = records.find_extract(number=number, office=acting.office, by=acting.username, now=timezone.now())
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
        return _page(request, form, status=429)
    if found is None:
        form.add_error("number", in_active_language(NOT_FOUND))
        return _page(request, form, status=422)
    return _page(request, form, found=found, number=number)


@for_officers(*MEETS_PERSONS, methods=("POST",))
def extract_correct(request: HttpRequest) -> HttpResponse:
    """Put one right: a new one with a number of its own takes its place, and keeps what the old one said."""
    acting, now = acting_officer(request), timezone.now()
    number = request.POST.get("number", "")[:60].replace("\0", "")
    who: dict[str, Any] = {"number": number, "office": acting.office, "by": acting.username, "now": now}
    try:
        earlier = result_before(request, acting.username)
        if earlier:
            return redirect(earlier)
        found = records.find_extract(**who)
    except Refusal as refused:
        return refused_page(request, number, refused.sentence, status=429)
    if found is None or found.kind != "extract" or found.replaced_on is not None:
        return refused_page(request, number, NOT_FOUND, status=422)
    right = _parties_form(book(found.content["book"]))
    if "begin" in request.POST:
        first = first_values(right, found.content)
        return _correct_page(request, right(initial={**first, "form_number": once.new_number(), "seen": 0}), number)
    form = right(request.POST)

    def act() -> str:
        fresh = records.correct(parties=form.content["parties"], **who)
        return RECORD_NUMBER.keep(request, number=fresh, kind="extract")

    try:
        if form.is_valid():
            return redirect(do_once(request, acting.username, now, act))
    except BadContent as bad:
        form.take_faults(bad.faults)
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
    return _correct_page(request, form, number, status=422)


def _parties_form(held: RuleBook) -> type[CaseForm]:
    fields = [one for one in procedure("registration").opening if one.name == "parties"]
    return form_class(asked_of(fields, Ground(held, timezone.now())))


def refused_page(request: HttpRequest, number: str, said: Sentence, *, status: int) -> HttpResponse:
    """The page of the look-up with what stands in the way."""
    form = NumberForm({"number": number})
    form.add_error(None, in_active_language(said))
    return _page(request, form, status=status)


def _correct_page(request: HttpRequest, form: CaseForm, number: str, *, status: int = 200) -> HttpResponse:
    return render(
        request, "cases/extract_correct.html", {"here": "cases", "form": form, "number": number}, status=status
    )


def _page(
    request: HttpRequest, form: NumberForm, *, found: Extract | None = None, number: str = "", status: int = 200
) -> HttpResponse:
    shown = {
        "here": "cases",
        "form": form,
        "number": number,
        "kind": found.kind if found else "",
        "rows": _rows(found) if found else [],
        "before": _before(found) if found else [],
        "can_correct": found is not None and found.kind == "extract" and found.replaced_on is None,
    }
    return render(request, "cases/extract.html", shown, status=status)


def _rows(found: Extract) -> list[SummaryRow]:
    content = found.content
    held, table = book(content["book"]), procedure("registration")
    rows = [SummaryRow(MADE_ON, found.made_on)]
    if found.replaced_on:
        rows.append(SummaryRow(REPLACED_ON, found.replaced_on))
    rows += rows_of(table.opening, {name: content[name] for name in ("parties", "papers")}, held)
    if content["outstanding"]:
        rows.append(SummaryRow(OUTSTANDING, OUTSTANDING_SAYS))
    if content["decision"]:
        rows += rows_of(table.steps["refuse"].form, content["decision"], held)
    return rows


def _before(found: Extract) -> list[tuple[date, list[SummaryRow]]]:
    """What it said before each correction, the newest first."""
    held, table = book(found.content["book"]), procedure("registration")
    made: list[Mapping[str, Any]] = found.content["corrections"]
    return [
        (date.fromisoformat(one["on"]), rows_of(table.opening, {"parties": one["parties"]}, held))
        for one in reversed(made)
    ]


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def case_done(request: HttpRequest) -> HttpResponse:
    """A registration is closed and its file is gone: the number by which what it left is found, shown this once."""
    return render(request, "cases/done.html", {"here": "cases", "held": RECORD_NUMBER.take(request)})
