"""A supervisor of the prefecture or province looks at each emergency opening below: was it justified."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from suixing.access.queries import Requested
from suixing.access.roles import Role
from suixing.journeys import break_glass
from suixing.journeys.break_glass import Finding
from suixing.kernel.errors import Refusal, Sentence
from suixing.places.queries import full_name
from suixing.web.break_glass.forms import ReviewForm
from suixing.web.break_glass.wording import rows_of
from suixing.web.doors import for_officers
from suixing.web.parts import Notice, Task
from suixing.web.words import moment


@for_officers(Role.SUPERVISOR, methods=("GET", "HEAD"))
def to_review(request: HttpRequest) -> HttpResponse:
    """What waits for a review, and what was reviewed."""
    held = sorted(break_glass.to_review(), key=lambda one: one.finding is not None)
    tasks = [_task(one) for one in held]
    return render(request, "break_glass/reviews.html", {"here": "supervisor", "tasks": tasks})


def _task(one: Requested) -> Task:
    waits = one.finding is None
    state = Sentence(zh="待复核", en="To be reviewed") if waits else Sentence(zh="已复核", en="Reviewed")
    title = Sentence(zh="{office}，{when} 提出", en="{office}, asked {when}").format(
        office=full_name(one.office), when=moment(one.asked_at)
    )
    return Task(title, state, reverse("break_glass_review", args=[one.number]), tone="warning" if waits else "plain")


@for_officers(Role.SUPERVISOR)
def review(request: HttpRequest, number: int) -> HttpResponse:
    """One opening and what she finds; a review stands once it was given."""
    one = next((held for held in break_glass.to_review() if held.number == number), None)
    if one is None:
        raise Http404
    form = ReviewForm(request.POST if request.method == "POST" else None)
    notice = None
    if form.is_bound and form.is_valid():
        try:
            break_glass.review(request=number, finding=Finding(form.cleaned_data["finding"]))
            return redirect("break_glass_reviews")
        except Refusal as refused:
            notice = Notice(refused.sentence, tone="warning")
    shown = {"here": "supervisor", "rows": rows_of(one), "form": form, "notice": notice, "number": number,
             "waits": one.finding is None}  # fmt: skip
    return render(request, "break_glass/review.html", shown, status=422 if form.is_bound else 200)
