"""Parts of a copy: numbers of papers, what each office entered, and what she agreed to."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from suixing.consent.queries import GivenConsent
from suixing.journeys.own_copy import Taking
from suixing.kernel.errors import Sentence
from suixing.papers.letters import Section
from suixing.people.queries import SeenAccount
from suixing.web.desk.register_form import SEXES
from suixing.web.person.page import place_name
from suixing.web.person.wording import FIELDS, KINDS, PLACES, WAYS
from suixing.web.resident.copies.fhir import SYSTEM, Bundle, coded, identity, period, reference
from suixing.web.resident.copies.part import Part, iso, office_name, said

GENDERS = {1: "male", 2: "female"}
USES = {"home": "home", "current": "temp"}
LOINC, SCOPES = "http://loinc.org", "http://terminology.hl7.org/CodeSystem/consentscope"


def _numbers(taking: Taking) -> list[tuple[str, str]]:
    return list(taking.record.person.identifiers)


def _numbers_printed(rows: Sequence[tuple[str, str]]) -> list[Section]:
    return [Section(title=Sentence("证件", "Identifiers"), rows=tuple((KINDS[kind], number) for kind, number in rows))]


def add_person(bundle: Bundle, taking: Taking) -> None:
    """She herself, under all names that offices entered; what each entered is a ``Patient`` of its own."""
    accounts = taking.record.person.accounts
    names = dict.fromkeys(one.name for one in accounts)
    bundle.add(
        "Patient", taking.person,
        identifier=[{"system": f"{SYSTEM}identifier:{kind}", "value": number} for kind, number in _numbers(taking)],
        name=[{"text": name} for name in names],
        link=[{"other": reference("Patient", f"account/{one.number}"), "type": "seealso"} for one in accounts],
    )  # fmt: skip


def _accounts(taking: Taking) -> list[SeenAccount]:
    return list(taking.record.person.accounts)


def _account_told(held: SeenAccount) -> dict[str, Any]:
    return {
        "file": held.number, "office": held.office, "office_name": office_name(held.office), "name": held.name,
        "sex": held.sex, "born": iso(held.born), "telephone": held.private.telephone,
        "home_text": held.private.home_text, "current_text": held.private.current_text,
        "entered_at": iso(held.entered_at), "changed_at": iso(held.changed_at),
        "residences": [
            {
                "kind": stay.kind, "division": stay.division, "name": place_name(stay.division),
                "since": iso(stay.since), "until": iso(stay.until),
            }
            for stay in held.stays
        ],
    }  # fmt: skip


def _accounts_printed(rows: Sequence[SeenAccount]) -> list[Section]:
    return [section for held in rows for section in (_who(held), _where(held))]


def _who(held: SeenAccount) -> Section:
    return Section(
        title=Sentence("{office} 登记的内容", "Entered by {office}").format(office=office_name(held.office)),
        rows=(
            (Sentence("档案号", "File number"), str(held.number)),
            (FIELDS["name"], held.name),
            (FIELDS["sex"], SEXES.get(held.sex, SEXES[0])),
            (FIELDS["born"], held.born),
            (FIELDS["telephone"], held.private.telephone or None),
            (FIELDS["home_text"], held.private.home_text or None),
            (FIELDS["current_text"], held.private.current_text or None),
            (Sentence("登记于", "Entered"), held.entered_at),
            (Sentence("最近更改", "Last changed"), held.changed_at),
        ),
    )


def _where(held: SeenAccount) -> Section:
    return Section(
        title=Sentence("{office} 登记的居住与迁移", "Residences and moves, entered by {office}").format(
            office=office_name(held.office)
        ),
        columns=(Sentence("类别", "Kind"), Sentence("地方", "Place"), Sentence("自", "Since"), Sentence("至", "Until")),
        rows=tuple((PLACES[stay.kind], place_name(stay.division), stay.since, stay.until) for stay in held.stays),
    )


def _account_resource(bundle: Bundle, held: SeenAccount) -> None:
    office = bundle.office(held.office)
    texts = {"home": held.private.home_text, "current": held.private.current_text}
    key = f"account/{held.number}"
    addresses: list[dict[str, Any]] = [{"use": USES[kind], "text": text} for kind, text in texts.items() if text]
    addresses += [
        {
            "use": USES[stay.kind], "text": place_name(stay.division),
            "period": period(stay.since, stay.until - timedelta(days=1) if stay.until else None),
        }
        for stay in held.stays
    ]  # fmt: skip
    bundle.add(
        "Patient", key,
        meta={"lastUpdated": iso(held.changed_at)},
        identifier=[{"system": SYSTEM + "file", "value": str(held.number), "assigner": office}],
        name=[{"text": held.name}],
        telecom=[{"system": "phone", "value": held.private.telephone}] if held.private.telephone else [],
        gender=GENDERS.get(held.sex, "unknown"),
        birthDate=iso(held.born),
        address=[{name: value for name, value in one.items() if value} for one in addresses],
        managingOrganization=office,
        link=[{"other": bundle.patient, "type": "refer"}],
    )  # fmt: skip
    bundle.add(
        "Provenance", key, target=[{"reference": f"urn:uuid:{identity('Patient', key)}", "type": "Patient"}],
        recorded=iso(held.entered_at), agent=[{"who": office}],
    )  # fmt: skip


def _consents(taking: Taking) -> list[tuple[int, GivenConsent]]:
    return list(enumerate(taking.record.consents, start=1))


def _consent_told(row: tuple[int, GivenConsent]) -> dict[str, Any]:
    _, given = row
    return {
        "office": given.office, "office_name": office_name(given.office), "given_on": iso(given.given_on),
        "way": given.way, "text": given.zh, "text_en": given.en, "withdrawn_at": iso(given.withdrawn_at),
    }  # fmt: skip


def _consents_printed(rows: Sequence[tuple[int, GivenConsent]]) -> list[Section]:
    texts = dict.fromkeys((given.zh, given.en) for _, given in rows)
    return [
        Section(
            title=Sentence("我同意过什么", "What you agreed to"),
            columns=(
                Sentence("日期", "Given on"), Sentence("方式", "How"), Sentence("机构", "Office"),
                Sentence("撤回", "Taken back"), Sentence("条文", "Text"),
            ),
            rows=tuple(
                (
                    given.given_on, WAYS.get(given.way, given.way), office_name(given.office), given.withdrawn_at,
                    list(texts).index((given.zh, given.en)) + 1,
                )
                for _, given in rows
            ),
        ),
        *(
            Section(
                title=Sentence(f"同意条文 {number}", f"Text {number} that you agreed to"),
                rows=((Sentence("条文", "Text"), Sentence(zh, en or zh)),),
            )
            for number, (zh, en) in enumerate(texts, start=1)
            if zh
        ),
    ]  # fmt: skip


def _consent_resource(bundle: Bundle, row: tuple[int, GivenConsent]) -> None:
    number, given = row
    office = bundle.office(given.office)
    text = {"contentType": "text/plain", "language": "zh-CN", "data": b64encode(given.zh.encode()).decode()}
    bundle.add(
        "Consent", f"{bundle.person}/{number}",
        status="active" if given.withdrawn_at is None else "inactive",
        scope={"coding": [{"system": SCOPES, "code": "patient-privacy"}]},
        category=[{"coding": [{"system": LOINC, "code": "59284-0"}]}],
        patient=bundle.patient, dateTime=iso(given.given_on), organization=[office] if office else [],
        sourceAttachment=text if given.zh else None,
        policyRule=coded("consent", given.way, said(WAYS.get(given.way, given.way))),
        provision={"period": period(given.given_on, given.withdrawn_at)},
    )  # fmt: skip


NUMBERS = Part("identifiers", _numbers, lambda row: {"kind": row[0], "number": row[1]}, _numbers_printed,
               lambda _bundle, _row: None)  # fmt: skip
ACCOUNTS = Part("accounts", _accounts, _account_told, _accounts_printed, _account_resource)
CONSENTS = Part("consents", _consents, _consent_told, _consents_printed, _consent_resource)
