"""Question a reading: what it was stands in the form already, and she says to whom and why."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from suixing.directory.queries import contact_of
from suixing.journal.queries import Told
from suixing.journeys import own_question
from suixing.journeys.cases import lodging
from suixing.kernel.errors import Refusal, Sentence
from suixing.places.queries import full_name
from suixing.residents.queries import questioned
from suixing.web.doors import for_residents
from suixing.web.public.complain import NOTHING_ABOVE, UNPROCESSABLE, ComplaintForm
from suixing.web.resident.own import LONGEST_NUMBER
from suixing.web.resident.seat import seat_of
from suixing.web.resident.showing import page
from suixing.web.resident.wording import said_of
from suixing.web.words import in_active_language, moment, sentence_lazy

LIKELIEST = "other_duty"
"""The ground that is chosen beforehand: a duty not done, which says least."""
WHAT = Sentence(
    zh="{when}，{office}：{act}。用途：{purpose}。经办：{by}。日志记录号 {entry}。\n",
    en="{when}, {office}: {act}. What for: {purpose}. By: {by}. Entry {entry} of the journal.\n",
)
HINT = Sentence(
    zh="这一次是什么，已为您写好，可以修改或删去：该机构凭时间和记录号查得到说的是谁。不必写姓名；想让人联系您，才写联系方式。",
    en="What it was is written for you; change or delete it as you like: from time and number the office can tell whom "
    "it is about. You need not give your name; leave a way to reach you only if you want to be reached.",
)


class QuestionForm(ComplaintForm):
    """Who shall read it, and what she asks."""

    def __init__(self, about: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(about, *args, **kwargs)
        del self.fields["about_code"]
        self.fields["text"].label = sentence_lazy(Sentence(zh="您想问什么", en="What do you ask?"))
        self.fields["text"].help_text = sentence_lazy(HINT)


@for_residents()
@sensitive_post_parameters()
@sensitive_variables()
def question(request: HttpRequest, entry: int) -> HttpResponse:
    """The form for one entry of an office, and at the end the code by which the answer is read."""
    told = None
    if len(str(entry)) <= LONGEST_NUMBER:
        told = own_question.entry_of(person=seat_of(request).person, entry=entry)
    if told is None or told.office is None:
        said = own_question.NothingToQuestion().sentence
        return page(request, "question.html", said=said, here="looked", status=404)
    if not lodging.tiers_for(told.office):
        return page(request, "question.html", said=NOTHING_ABOVE, here="looked")
    if request.method != "POST":
        form = QuestionForm(told.office, initial={
            "form_number": uuid4(), "ground": LIKELIEST, "text": _what(told),
        })  # fmt: skip
        return _page(request, told, form=form)
    return _lodge(request, told, told.office)


def _what(told: Told) -> str:
    line = said_of(told)
    said = {
        key: in_active_language(one) if isinstance(one, Sentence) else one
        for key, one in (("act", line.act), ("by", line.by), ("purpose", line.purpose))
    }
    return in_active_language(WHAT, when=moment(line.at), office=line.office, entry=line.entry, **said)


def _lodge(request: HttpRequest, told: Told, about: str) -> HttpResponse:
    form = QuestionForm(about, request.POST)
    if not form.is_valid():
        return _page(request, told, form=form, status=UNPROCESSABLE)
    typed = form.cleaned_data
    try:
        code = own_question.question(
            person=seat_of(request).person, entry=told.id, tier=typed["tier"], ground=typed["ground"],
            text=typed["text"], form_number=typed["form_number"], now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, sentence_lazy(refusal.sentence))
        return _page(request, told, form=form, status=UNPROCESSABLE)
    contact = contact_of(typed["tier"])
    return _page(
        request, told, code=code, tier=full_name(typed["tier"]), telephone=contact.telephone if contact else ""
    )


def _page(request: HttpRequest, told: Told, *, status: int = 200, **context: Any) -> HttpResponse:
    line = said_of(told, questioned([told.id]))
    return page(request, "question.html", status=status, line=line, here="looked", **context)
