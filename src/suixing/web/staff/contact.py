"""How the office is reached, as the public sees it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.directory.actions import NewContact, update_contact
from suixing.directory.errors import ContactChangedMeanwhile
from suixing.directory.queries import OfficeContact, contact_of
from suixing.places.queries import full_name
from suixing.web.kept import kept_for
from suixing.web.seat import acting_officer
from suixing.web.staff.forms import ContactForm
from suixing.web.staff.sending import administrators, carry_out

TEXTS = ("telephone", "address_zh", "hours_zh", "address_en", "hours_en")


@administrators
def contact(request: HttpRequest) -> HttpResponse:
    """Telephone, address and hours; two who change them at once are told."""
    acting, now = acting_officer(request), timezone.now()
    held = contact_of(acting.office)
    form = ContactForm(request.POST if request.method == "POST" else kept_for(request), initial=_first(held))

    def page(status: int = 200) -> HttpResponse:
        shown = {
            "form": form, "here": "contact", "office_name": full_name(acting.office),
            "saved_at": held.updated_at if held else None,
        }  # fmt: skip
        return render(request, "staff/contact.html", shown, status=status)

    def act() -> str:
        said = form.cleaned_data
        update_contact(
            office=acting.office, by=acting.username, now=now, seen=_seen(said["seen"]),
            contact=NewContact(**{name: said[name] for name in TEXTS}),
        )  # fmt: skip
        return reverse("contact")

    return carry_out(request, form, act=act, page=page) if request.method == "POST" else page()


def _first(held: OfficeContact | None) -> dict[str, str]:
    if held is None:
        return {}
    return {**{name: str(getattr(held, name)) for name in TEXTS}, "seen": held.updated_at.isoformat()}


def _seen(text: str) -> datetime | None:
    """The instant that was shown; something that no page of ours has written counts as outdated."""
    if not text:
        return None
    try:
        seen = datetime.fromisoformat(text)
    except ValueError:
        raise ContactChangedMeanwhile from None
    if seen.tzinfo is None:
        raise ContactChangedMeanwhile
    return seen
