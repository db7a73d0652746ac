"""An office below begins: it is opened, and its first administrator appointed. Nothing else is done from above."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from suixing.access.queries import has_administrator
from suixing.journeys import officer_begins
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name, is_present_code, stands_over
from suixing.web.kept import kept_for
from suixing.web.seat import acting_officer
from suixing.web.staff.forms import CodeForm, FirstForm
from suixing.web.staff.sending import administrators, carry_out
from suixing.web.staff.shown_code import show_once
from suixing.web.words import in_active_language

NOT_BELOW = Sentence(
    "这不是本机构下级的现行区划代码。请核对后重新填写。",
    "This is not the code of a present division below your office. Check it and type it again.",
)


def _is_below(code: str, office: str) -> bool:
    return stands_over(office, code) and is_present_code(code)


@administrators
def below(request: HttpRequest) -> HttpResponse:
    """Which office: its code, and then its page, so that its name can be read before anybody is appointed."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if _is_below(form.cleaned_data["code"], acting_officer(request).office):
            return redirect("staff_first", code=form.cleaned_data["code"])
        form.add_error("code", in_active_language(NOT_BELOW))
    shown = {"form": form, "here": "staff"}
    return render(request, "staff/below.html", shown, status=422 if form.errors else 200)


@administrators
def first(request: HttpRequest, code: str) -> HttpResponse:
    """The first administrator of an office below, who then manages its staff herself."""
    acting, now = acting_officer(request), timezone.now()
    if not _is_below(code, acting.office):
        raise Http404
    form = FirstForm(request.POST if request.method == "POST" else kept_for(request))

    def page(status: int = 200) -> HttpResponse:
        shown = {
            "form": form, "here": "staff", "code": code, "office_name": full_name(code),
            "taken": has_administrator(office=code),
        }  # fmt: skip
        return render(request, "staff/first.html", shown, status=status)

    def act() -> str:
        said = form.cleaned_data
        made = officer_begins.appoint_below(
            username=said["username"], name=said["name"], office=code, by=acting.username, now=now
        )
        return show_once(request, made.code, said["name"], said["username"], code)

    return carry_out(request, form, act=act, page=page) if request.method == "POST" else page()
