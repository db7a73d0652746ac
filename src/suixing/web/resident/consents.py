"""What she agreed to at each office: seen, taken back at once, given again; and everything erased in three days."""

from dataclasses import dataclass, field

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from suixing.consent.queries import OwnConsent
from suixing.journeys import own_wishes
from suixing.kernel.errors import Sentence
from suixing.people.queries import offices_of
from suixing.places.queries import full_name
from suixing.residents import actions as residents
from suixing.residents import queries
from suixing.residents.queries import Opens
from suixing.web.doors import for_residents
from suixing.web.forms import PlainForm
from suixing.web.parts import Notice
from suixing.web.person.wording import WAYS
from suixing.web.resident.devices import LARGEST
from suixing.web.resident.seat import seat_of
from suixing.web.resident.showing import opens_in_words, page
from suixing.web.words import in_active_language, sentence_lazy

UNPROCESSABLE = 422
EVERYTHING = "everything"
DONE = {
    "taken-back": Sentence(
        zh="已撤回。该机构从现在起看不到您的记录；它替您办理中的事项随即结束。",
        en="Taken back. From now on that office does not see your record; what it had open for you ends at once.",
    ),
    "given": Sentence(
        zh="已重新同意。该机构可以看到它自己登记的内容。",
        en="You agreed again. That office sees what it entered itself.",
    ),
    "cancelled": Sentence(zh="删除已取消。", en="The erasure is cancelled."),
}
AGREE = Sentence(zh="我读过并同意以上内容", en="I have read this and agree")
NOT_ASKED = Sentence(
    zh="没有提出申请：以您现在的凭证不能删除这些内容，或已有一项申请在等待，或今天申请太多次。",
    en="Nothing was asked for: your present proof does not open this from the beginning, a request waits already, or "
    "there were too many today.",
)
ALL_OF_IT = Sentence(zh="全部机构登记的全部内容", en="Everything, at all offices")
AT = Sentence(zh="{office}登记的内容", en="What {office} holds")


@dataclass
class OfOffice:
    """Her consents at one office, the newest first. ``open`` stands for all that stand: they are taken back together.

    ``ended``: the newest of each kind of which none stands, to be given again.
    """

    office: str
    consents: list[tuple[OwnConsent, Sentence]] = field(default_factory=list)

    @property
    def open(self) -> OwnConsent | None:
        return next((one for one, _ in self.consents if one.withdrawn_at is None), None)

    @property
    def ended(self) -> list[OwnConsent]:
        standing = {one.purpose for one, _ in self.consents if one.withdrawn_at is None}
        newest = {one.purpose: one for one, _ in reversed(self.consents)}
        return [one for purpose, one in newest.items() if purpose not in standing]


def _by_office(consents: list[OwnConsent]) -> list[OfOffice]:
    found: dict[str, OfOffice] = {}
    for one in consents:
        of = found.setdefault(one.office, OfOffice(full_name(one.office)))
        of.consents.append((one, WAYS.get(one.way, WAYS["desk"])))
    return list(found.values())


@for_residents(methods=("GET", "HEAD"))
def consents(request: HttpRequest) -> HttpResponse:
    """Each office with what she agreed to there, since when, by which way, and what she can do about it."""
    seat = seat_of(request)
    done = DONE.get(request.GET.get("done", ""))
    return page(
        request, "consents.html", offices=_by_office(own_wishes.consents(person=seat.person)), here="consents",
        opens=opens_in_words(seat.opens), everything=seat.opens.everything,
        notice=Notice(heading=done, tone="good") if done else None,
    )  # fmt: skip


def _held(request: HttpRequest, consent: int) -> OwnConsent:
    if consent > LARGEST:
        raise Http404
    try:
        return own_wishes.consent_of(person=seat_of(request).person, consent=consent)
    except own_wishes.NotOpen:
        raise Http404 from None


@for_residents()
def withdraw(request: HttpRequest, consent: int) -> HttpResponse:
    """Take back what she agreed to at one office: what that does, and doing it."""
    held = _held(request, consent)
    notice = None
    if request.method == "POST":
        try:
            own_wishes.withdraw(person=seat_of(request).person, consent=consent, now=timezone.now())
        except own_wishes.NotOpen as refused:
            notice = Notice(heading=refused.sentence, tone="warning")
        else:
            return redirect("/me/consents/?done=taken-back")
    return page(
        request, "consent_withdraw.html", office=full_name(held.office), consent=held, notice=notice, here="consents",
        status=UNPROCESSABLE if notice else 200,
    )  # fmt: skip


class AgainForm(PlainForm):
    """She agrees to the text as it was shown: ``agreement`` is its number."""

    agreement = forms.IntegerField(widget=forms.HiddenInput, max_value=LARGEST)
    agree = forms.BooleanField(label=sentence_lazy(AGREE))


@for_residents()
def give_again(request: HttpRequest, consent: int) -> HttpResponse:
    """Agree again at an office that holds her, to the newest text."""
    held = _held(request, consent)
    shown = own_wishes.text_now(held)
    form, status = AgainForm(initial={"agreement": shown.number}), 200
    if request.method == "POST":
        form, status = AgainForm(request.POST), UNPROCESSABLE
        if form.is_valid():
            try:
                own_wishes.agree_again(
                    person=seat_of(request).person, consent=consent, agreement=form.cleaned_data["agreement"]
                )
            except own_wishes.NotOpen as refused:
                form = AgainForm(initial={"agreement": shown.number})
                notice = Notice(heading=refused.sentence, tone="warning")
                return _again(request, held, form, notice=notice, status=status)
            return redirect("/me/consents/?done=given")
    return _again(request, held, form, notice=None, status=status)


def _again(
    request: HttpRequest, held: OwnConsent, form: AgainForm, *, notice: Notice | None, status: int
) -> HttpResponse:
    return page(
        request, "consent_again.html", office=full_name(held.office), text=own_wishes.text_now(held).text, form=form,
        notice=notice, here="consents", status=status,
    )  # fmt: skip


def _from_the_beginning(opens: Opens, offices: list[str]) -> list[str]:
    """The offices all of whose doings the session opens."""
    if opens.everything:
        return offices
    return [one for one in offices if one in opens.of_offices and opens.of_offices[one] is None]


class EraseForm(PlainForm):
    """What is to be erased, and that she knows what it does."""

    what = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="删除什么", en="What is to be erased")), widget=forms.RadioSelect
    )
    sure = forms.BooleanField(
        label=sentence_lazy(
            Sentence(
                zh="我知道三天后不能撤销，恢复备份也不会使其复原",
                en="I know that after three days it cannot be undone, and that no backup brings it back",
            )
        )
    )


def _erase_form(request: HttpRequest) -> EraseForm | None:
    """With the choices that the session allows; None where it allows none."""
    seat = seat_of(request)
    offices = _from_the_beginning(seat.opens, offices_of(seat.person))
    choices = [(EVERYTHING, in_active_language(ALL_OF_IT))] if seat.opens.everything else []
    choices += [(one, in_active_language(AT, office=full_name(one))) for one in offices]
    if not choices:
        return None
    form = EraseForm(request.POST if request.method == "POST" else None)
    form.fields["what"].choices = choices  # type: ignore[attr-defined] # a choice field
    return form


@for_residents()
def erase(request: HttpRequest) -> HttpResponse:
    """Ask that everything be erased, or what one office holds; what waits, and until when it is cancelled."""
    seat = seat_of(request)
    form, status, notice = _erase_form(request), 200, None
    if request.method == "POST" and form is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            what = form.cleaned_data["what"]
            if residents.ask_erasure(office=None if what == EVERYTHING else what):
                return redirect("me_erase")
            notice = Notice(heading=NOT_ASKED, tone="warning")
    elif request.method == "POST":
        notice, status = Notice(heading=NOT_ASKED, tone="warning"), UNPROCESSABLE
    waiting = [(one, full_name(one.office) if one.office else "") for one in queries.erasures()]
    return page(
        request, "erase.html", form=form, waiting=waiting, notice=notice, here="consents", status=status,
        opens=opens_in_words(seat.opens), everything=seat.opens.everything,
    )  # fmt: skip


@for_residents(methods=("POST",))
def cancel_erasure(request: HttpRequest, erasure: int) -> HttpResponse:  # noqa: ARG001 - the database knows whose it is
    """Object to being erased, with whatever proof she signed in by."""
    if erasure > LARGEST or not residents.cancel_erasure(erasure=erasure):
        raise Http404
    return redirect("/me/consents/?done=cancelled")
