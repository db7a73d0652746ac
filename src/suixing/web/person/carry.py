"""A copy of all that is held, for her to take away: JSON for machines, a PDF to read."""

from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.directory.queries import contact_of
from suixing.journeys import person as record
from suixing.kernel.errors import Sentence
from suixing.papers.letters import EverythingHeld, IssuingOffice, Section
from suixing.papers.typesetting import typeset
from suixing.people.queries import SeenAccount
from suixing.places.queries import full_name
from suixing.web.desk.register_form import SEXES
from suixing.web.doors import for_officers
from suixing.web.person.page import before_lines, place_name
from suixing.web.person.wording import FIELDS, KINDS, PLACES, WAYS, act_in_words, purpose_in_words
from suixing.web.seat import acting_officer
from suixing.web.words import active_language

FORMAT = "suixing-person/1"
NOT_PUBLISHED = Sentence(zh="尚未公布", en="not published yet")


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def export_json(request: HttpRequest, account: int) -> HttpResponse:
    """Everything, machine-readable."""
    seen = _seen(request, account)
    body = orjson.dumps(_as_json(seen, account), option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
    return _file(body, "application/json", f"suixing-{account}.json")


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def export_pdf(request: HttpRequest, account: int) -> HttpResponse:
    """Everything, on paper, in the language of the page."""
    seen = _seen(request, account)
    office = acting_officer(request).office
    letter = EverythingHeld(
        office=issuing_office(office),
        name=seen.account.name,
        file_number=str(account),
        written_at=timezone.now(),
        sections=tuple(_sections(seen)),
    )
    language = "en" if active_language() == "en" else "zh"
    return _file(typeset(letter, language=language).pdf, "application/pdf", f"suixing-{account}.pdf")


def issuing_office(code: str) -> IssuingOffice:
    """The office as its letters name it."""
    contact = contact_of(code)
    name = Sentence(zh=full_name(code), en=full_name(code))
    if contact is None:
        return IssuingOffice(name=name, address="—", telephone="—", opening_hours=NOT_PUBLISHED)
    return IssuingOffice(
        name=name,
        address=contact.address_zh,
        telephone=contact.telephone,
        opening_hours=Sentence(zh=contact.hours_zh, en=contact.hours_en),
    )


def _seen(request: HttpRequest, account: int) -> record.Seen:
    acting = acting_officer(request)
    try:
        return record.carry_away(account=account, office=acting.office, by=acting.username, now=timezone.now())
    except record.NotSeen:
        raise Http404 from None
    except record.NotOwn:
        raise PermissionDenied from None


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _as_json(seen: record.Seen, account: int) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": timezone.now(),
        "file_number": account,
        "confirmed": seen.person.confirmed,
        "identifiers": [{"kind": kind, "number": number} for kind, number in seen.person.identifiers],
        "accounts": [_account(one) for one in seen.person.accounts],
        "consents": [
            {
                "office": one.office, "given_on": one.given_on, "way": one.way, "withdrawn_at": one.withdrawn_at,
                "text_zh": one.zh, "text_en": one.en,
            }
            for one in seen.consents
        ],
        "corrections": [
            {"file_number": one.account, "at": one.at, "officer": one.officer, "before": one.before}
            for one in seen.corrections
        ],
        "journal": [
            {"at": one.at, "act": one.act, "office": one.office, "officer": one.officer, "purpose": one.purpose}
            for one in seen.readings
        ],
    }  # fmt: skip


def _account(held: SeenAccount) -> dict[str, Any]:
    return {
        "file_number": held.number,
        "office": held.office,
        "office_name": full_name(held.office),
        "name": held.name,
        "sex": held.sex,
        "born": held.born,
        "telephone": held.private.telephone,
        "home_text": held.private.home_text,
        "current_text": held.private.current_text,
        "entered_at": held.entered_at,
        "changed_at": held.changed_at,
        "residences": [
            {
                "kind": stay.kind, "division": stay.division, "name": place_name(stay.division),
                "since": stay.since, "until": stay.until,
            }
            for stay in held.stays
        ],
    }  # fmt: skip


def _sections(seen: record.Seen) -> list[Section]:
    numbers = tuple((KINDS[kind], number) for kind, number in seen.person.identifiers)
    sections = [Section(title=Sentence(zh="证件", en="Identifiers"), rows=numbers)]
    for held in seen.person.accounts:
        sections += [_who(held), _where(held)]
    return [*sections, _consents(seen), _corrections(seen), _readings(seen)]


def _who(held: SeenAccount) -> Section:
    office = full_name(held.office)
    return Section(
        title=Sentence(zh="{office} 登记的内容", en="Entered by {office}").format(office=office),
        rows=(
            (Sentence(zh="档案号", en="File number"), str(held.number)),
            (FIELDS["name"], held.name),
            (FIELDS["sex"], SEXES.get(held.sex, SEXES[0])),
            (FIELDS["born"], held.born),
            (FIELDS["telephone"], held.private.telephone or "—"),
            (FIELDS["home_text"], held.private.home_text or "—"),
            (FIELDS["current_text"], held.private.current_text or "—"),
            (Sentence(zh="登记于", en="Registered"), held.entered_at),
            (Sentence(zh="最近更改", en="Last changed"), held.changed_at),
        ),
    )


def _where(held: SeenAccount) -> Section:
    return Section(
        title=Sentence(zh="居住与迁移", en="Residences and moves"),
        columns=(
            Sentence(zh="类别", en="Kind"), Sentence(zh="地方", en="Place"),
            Sentence(zh="自", en="Since"), Sentence(zh="至", en="Until"),
        ),
        rows=tuple(
            (PLACES[stay.kind], place_name(stay.division), stay.since or "—", stay.until or "—") for stay in held.stays
        ),
    )  # fmt: skip


def _consents(seen: record.Seen) -> Section:
    return Section(
        title=Sentence(zh="本人同意", en="Consent"),
        columns=(
            Sentence(zh="日期", en="Given on"), Sentence(zh="方式", en="How"),
            Sentence(zh="机构", en="Office"), Sentence(zh="撤回", en="Taken back"),
        ),
        rows=tuple(
            (one.given_on, WAYS.get(one.way, one.way), full_name(one.office), one.withdrawn_at or "—")
            for one in seen.consents
        ),
    )  # fmt: skip


def _corrections(seen: record.Seen) -> Section:
    return Section(
        title=Sentence(zh="更改历史", en="What was changed"),
        columns=(
            Sentence(zh="时间", en="When"), Sentence(zh="人员", en="Officer"),
            Sentence(zh="更改前的内容", en="What it said before"),
        ),
        rows=tuple((one.at, one.officer, "；".join(before_lines(one))) for one in seen.corrections),
    )  # fmt: skip


def _readings(seen: record.Seen) -> Section:
    return Section(
        title=Sentence(
            zh="谁看过、做过什么（其他机构办件时的，请向该机构索取）",
            en="Who looked, and what was done (what other offices did in cases: ask there)",
        ),
        columns=(
            Sentence(zh="时间", en="When"), Sentence(zh="做了什么", en="What"), Sentence(zh="机构", en="Office"),
            Sentence(zh="人员", en="Officer"), Sentence(zh="用途", en="What for"),
        ),
        rows=tuple(
            (one.at, act_in_words(one.act), full_name(one.office) if one.office else "—", one.officer,
             purpose_in_words(one.purpose))
            for one in seen.readings
        ),
    )  # fmt: skip
