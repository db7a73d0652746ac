"""Letters made for her: which there are, what each says, and as PDF."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from suixing.cases.errors import NotThere
from suixing.journeys.cases import own_cases
from suixing.journeys.cases.own_cases import OwnLetter
from suixing.kernel.errors import Refusal, Sentence
from suixing.papers.letters import CaseLetter
from suixing.papers.typesetting import typeset
from suixing.places.queries import full_name
from suixing.web.cases.wording import CHANNELS
from suixing.web.doors import for_residents
from suixing.web.resident.seat import seat_of
from suixing.web.resident.showing import opens_in_words, page
from suixing.web.words import active_language

LARGEST = 2**63 - 1
KINDS = {
    "status": Sentence(zh="办理情况", en="How it stands"),
    "missing": Sentence(zh="还缺什么材料", en="What is still missing"),
    "request": Sentence(zh="向另一机构询问的内容", en="What is asked of another office"),
}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in her list."""

    one: OwnLetter
    says: Sentence
    office: str
    channel: Sentence | None


def line_of(one: OwnLetter) -> LetterLine:
    """A letter in words; nothing of its content."""
    return LetterLine(one, KINDS[one.kind], full_name(one.office), CHANNELS.get(one.channel))


@for_residents(methods=("GET", "HEAD"))
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter of her cases that is open to this session, the newest first."""
    seat = seat_of(request)
    shown = [line_of(one) for one in own_cases.letters_for_her(person=seat.person)]
    return page(
        request, "letters.html", letters=shown, opens=opens_in_words(seat.opens), everything=seat.opens.everything,
        here="letters",
    )  # fmt: skip


def _read(request: HttpRequest, letter: int) -> tuple[OwnLetter, CaseLetter]:
    if letter > LARGEST:
        raise Http404
    try:
        return own_cases.letter_for_her(
            person=seat_of(request).person, letter=letter, english=active_language() == "en", now=timezone.now()
        )
    except NotThere:
        raise Http404 from None


@for_residents(methods=("GET", "HEAD"))
def letter(request: HttpRequest, letter: int) -> HttpResponse:
    """What one letter says, as its case stands today."""
    try:
        held, said = _read(request, letter)
    except Refusal as refused:
        return page(request, "letter_not_now.html", said=refused.sentence, status=404, here="letters")
    return page(request, "letter.html", line=line_of(held), letter=said, here="letters")


@for_residents(methods=("GET", "HEAD"))
def pdf(request: HttpRequest, letter: int) -> HttpResponse:
    """The same as PDF, in the language of her pages; its file name says nothing."""
    try:
        _, said = _read(request, letter)
        paper = typeset(said, language=active_language(), large_print="large" in request.GET)
    except Refusal as refused:
        return page(request, "letter_not_now.html", said=refused.sentence, status=404, here="letters")
    headers = {"Content-Disposition": f'attachment; filename="letter-{letter}.pdf"'}
    return HttpResponse(paper.pdf, content_type="application/pdf", headers=headers)
