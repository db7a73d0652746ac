"""How the forms of staff administration are carried out: once, told of what changed meanwhile, refused in sentences."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from suixing.access.errors import NoSuchOfficer, OfficerChangedMeanwhile
from suixing.access.roles import Role
from suixing.directory.errors import ContactChangedMeanwhile
from suixing.kernel.errors import Refusal
from suixing.places.errors import AgreementChangedMeanwhile
from suixing.web import once
from suixing.web.doors import for_officers
from suixing.web.seat import acting_officer
from suixing.web.staff.forms import StaffForm
from suixing.web.words import in_active_language

administrators = for_officers(Role.STAFF_ADMINISTRATOR)
"""The door of every page here."""
reading = for_officers(Role.STAFF_ADMINISTRATOR, methods=("GET", "HEAD"))
"""The door of those that only show."""

MEANWHILE = (OfficerChangedMeanwhile, ContactChangedMeanwhile, AgreementChangedMeanwhile, NoSuchOfficer)
"""Refusals for what another officer did since the page was shown."""

Page = Callable[[int], HttpResponse]


def carry_out(request: HttpRequest, form: StaffForm, *, act: Callable[[], str], page: Page) -> HttpResponse:
    """Do ``act``, which gives the path of its result, and go there; or ``page`` with a status and what is wrong.

    409: somebody else changed it meanwhile. 422: something is to be mended.
    """
    if not form.is_valid():
        return page(422)
    try:
        done = once.carry_out_once(
            number=form.cleaned_data["form_number"], content=form.content, officer=acting_officer(request).username,
            now=timezone.now(), act=act,
        )  # fmt: skip
    except Refusal as refused:
        form.add_error(None, in_active_language(refused.sentence))
        if isinstance(refused, once.SentOtherwise):
            form.renumber()
        return page(409 if isinstance(refused, MEANWHILE) else 422)
    return redirect(done.result)
