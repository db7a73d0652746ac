"""Who answers for an address. It is sent in a form, for an address in a link would stay in histories and logs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from suixing.directory.queries import Competent, competent_office
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name, reader
from suixing.web.doors import for_everyone
from suixing.web.parts import SummaryRow
from suixing.web.public.forms import AddressForm, PlaceForm

UNPROCESSABLE = 422

PLACE = Sentence("您的住址属于", "Your address lies in")
OFFICE = Sentence("负责机构", "Office")
TELEPHONE = Sentence("电话", "Telephone")
STREET = Sentence("地址", "Where it is")
HOURS = Sentence("办公时间", "Open")
NOT_PUBLISHED = Sentence("该机构尚未公布联系方式。", "This office has not published how it is reached yet.")


@csrf_exempt  # it changes nothing and shows what it shows everybody: who sends it from elsewhere gains nothing
@never_cache
@for_everyone(methods=("GET", "HEAD", "POST"))
def find_office(request: HttpRequest) -> HttpResponse:
    """The form; sent, the competent office or the places to choose from. What was typed is kept nowhere (A6)."""
    if request.method != "POST":
        return _page(request, {"form": AddressForm()})
    chosen = PlaceForm(request.POST)
    if "code" in request.POST and chosen.is_valid():
        code = chosen.cleaned_data["code"]
        return _page(request, {"form": AddressForm(), **_answer(code)})
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, {"form": form}, status=UNPROCESSABLE)
    reading = reader().read(form.cleaned_data["address"])
    if reading.code is not None:
        return _page(request, {"form": form, **_answer(reading.code)})
    choices = [(code, full_name(code)) for code in reading.candidates]
    return _page(request, {"form": form, "status": reading.status, "choices": choices})


def _page(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    return render(request, "public/office.html", {"here": "office", **context}, status=status)


def _answer(code: str) -> dict[str, object]:
    found = competent_office(code)
    return {"status": "resolved", "place": full_name(code), "found": found, "rows": _rows(code, found)}


def _rows(code: str, found: Competent) -> list[SummaryRow]:
    rows = [SummaryRow(PLACE, full_name(code))]
    if found.office is None:
        return rows
    rows.append(SummaryRow(OFFICE, found.office_name))
    contact = found.contact
    if contact is None:
        return [*rows, SummaryRow(TELEPHONE, NOT_PUBLISHED)]
    return [
        *rows,
        SummaryRow(TELEPHONE, contact.telephone),
        SummaryRow(STREET, Sentence(contact.address_zh, contact.address_en or contact.address_zh)),
        SummaryRow(HOURS, Sentence(contact.hours_zh, contact.hours_en or contact.hours_zh)),
    ]
