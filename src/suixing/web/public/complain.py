"""Complain about an office (A1): anybody, without a name if she likes, to the tier that she chooses.

What is written is sealed at once, and read by that tier alone. Nothing is kept of who sent it.
"""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from suixing.cases.queries import listed
from suixing.directory.queries import contact_of
from suixing.journeys.cases import lodging
from suixing.kernel.errors import Refusal, Sentence
from suixing.places.queries import full_name, is_open_office, reader
from suixing.rules.books import book_for
from suixing.web.doors import for_everyone
from suixing.web.forms import PlainForm
from suixing.web.words import in_active_language, sentence_lazy

UNPROCESSABLE = 422
MOST_TEXT = 2000
UNKNOWN = Sentence(
    "没有认出这个机构。请写出省、市、县（区）和街道（乡镇）的名称。",
    "This office was not recognised. Write the names of province, city, county and township.",
)
NOTHING_ABOVE = Sentence(
    "该机构的上级都还没有接入本节点，不能在此投诉；请写信或打电话。您写的内容没有保存。",
    "None of the offices above it has joined this node, so you cannot complain here; write or call. Nothing was kept.",
)


class AboutForm(PlainForm):
    """Which office."""

    about = forms.CharField(
        max_length=200,
        label=sentence_lazy(Sentence("要投诉哪个机构", "Which office do you complain about?")),
        help_text=sentence_lazy(
            Sentence("写到街道（乡镇），例如：广东省深圳市龙华区福城街道。", "In Chinese, as far as the township.")
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ComplaintForm(PlainForm):
    """What happened, and who shall read it."""

    about_code = forms.CharField(max_length=12, widget=forms.HiddenInput())
    form_number = forms.UUIDField(widget=forms.HiddenInput())
    tier = forms.ChoiceField(
        label=sentence_lazy(Sentence("交给哪一级", "Who shall read it?")), widget=forms.RadioSelect()
    )
    ground = forms.ChoiceField(label=sentence_lazy(Sentence("事由", "Ground")), widget=forms.RadioSelect())
    text = forms.CharField(
        max_length=MOST_TEXT,
        label=sentence_lazy(Sentence("发生了什么", "What happened?")),
        help_text=sentence_lazy(
            Sentence(
                "不必写姓名。想让人联系您，才写联系方式。",
                "You need not give your name; leave a way to reach you only if you want to be reached.",
            )
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, about: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = lodging.tiers_for(about)
        grounds = listed("complaint_ground", book_for(place=about, on=timezone.localdate()))
        self.fields["tier"].choices = [(code, full_name(code)) for code in tiers]  # type: ignore[attr-defined] # a choice field
        self.fields["ground"].choices = [  # type: ignore[attr-defined] # a choice field
            (code, in_active_language(said)) for code, said in grounds.items()
        ]


@csrf_exempt  # whoever forges it hands in a complaint of their own, and learns nothing
@never_cache
@for_everyone(methods=("GET", "HEAD", "POST"))
def complain(request: HttpRequest) -> HttpResponse:
    """First which office, then what happened; at the end the code by which the answer is read."""
    if request.method != "POST":
        return _page(request, form=AboutForm())
    chosen = request.POST.get("about_code", "")
    if chosen.isdecimal() and is_open_office(chosen):
        return _lodge(request, chosen)
    form = AboutForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=UNPROCESSABLE)
    reading = reader().read(form.cleaned_data["about"])
    if reading.code is None or not is_open_office(reading.code):
        form.add_error("about", sentence_lazy(UNKNOWN))
        return _page(request, form=form, status=UNPROCESSABLE)
    if not lodging.tiers_for(reading.code):
        form.add_error("about", sentence_lazy(NOTHING_ABOVE))
        return _page(request, form=form, status=UNPROCESSABLE)
    return _page(
        request,
        form=ComplaintForm(reading.code, initial={"about_code": reading.code, "form_number": uuid4()}),
        about=reading.code,
    )


def _lodge(request: HttpRequest, about: str) -> HttpResponse:
    form = ComplaintForm(about, request.POST)
    if not form.is_valid():
        return _page(request, form=form, about=about, status=UNPROCESSABLE)
    typed = form.cleaned_data
    try:
        code = lodging.lodge(
            office=typed["tier"], about=about, ground=typed["ground"], text=typed["text"],
            form_number=typed["form_number"], now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, in_active_language(refusal.sentence))
        return _page(request, form=form, about=about, status=UNPROCESSABLE)
    contact = contact_of(typed["tier"])
    return _page(
        request, form=None, code=code, tier=full_name(typed["tier"]), telephone=contact.telephone if contact else ""
    )


def _page(request: HttpRequest, *, status: int = 200, about: str = "", **context: Any) -> HttpResponse:
    named = full_name(about) if about else ""
    return render(request, "public/complain.html", {"here": "complain", "named": named, **context}, status=status)
