"""Parts of a copy: her passes, what she applied for, and whom she let apply in her stead."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from suixing.journeys import own_passes
from suixing.journeys.own_application import OwnApplication, applications
from suixing.journeys.own_copy import Taking
from suixing.journeys.own_passes import PassSeen, Standing
from suixing.kernel.errors import Sentence
from suixing.papers.letters import Section
from suixing.residents.queries import GivenMandate, mandates_given
from suixing.web.passes.wording import STANDINGS
from suixing.web.resident.apply import ACTS, OUTCOMES, PASSED_ON
from suixing.web.resident.copies.fhir import SYSTEM, Bundle, coded, period
from suixing.web.resident.copies.part import Part, iso, office_name, said

PASS = Sentence("随行证", "Pass")


def _passes(taking: Taking) -> list[PassSeen]:
    return list(own_passes.see(person=taking.person, today=timezone.localdate(taking.now)).passes)


def _pass_told(one: PassSeen) -> dict[str, Any]:
    return {
        "number": str(one.number), "office": one.office, "office_name": office_name(one.office),
        "valid_from": iso(one.valid_from), "valid_until": iso(one.valid_until), "standing": str(one.standing),
        "issued_at": iso(one.issued_at), "revoked_at": iso(one.revoked_at), "revoked_for": one.revoked_for,
        "replaces": str(one.replaces) if one.replaces else None,
    }  # fmt: skip


def _passes_printed(rows: Sequence[PassSeen]) -> list[Section]:
    return [
        Section(
            title=Sentence("我的随行证", "Your passes"),
            columns=(
                Sentence("签发时间", "Issued"), Sentence("机构", "Office"), Sentence("自", "From"),
                Sentence("至", "Until"), Sentence("状态", "Standing"), Sentence("注销时间", "Revoked"),
            ),
            rows=tuple(
                (
                    one.issued_at, office_name(one.office), one.valid_from, one.valid_until, STANDINGS[one.standing],
                    one.revoked_at,
                )
                for one in rows
            ),
        )
    ]  # fmt: skip


def _pass_resource(bundle: Bundle, one: PassSeen) -> None:
    bundle.add(
        "DocumentReference", f"pass/{one.number}",
        identifier=[{"system": SYSTEM + "pass", "value": str(one.number)}],
        status="current" if one.standing in {Standing.VALID, Standing.NOT_YET} else "superseded",
        type=coded("document", "pass", said(PASS)), subject=bundle.patient, date=iso(one.issued_at),
        custodian=bundle.office(one.office), description=said(STANDINGS[one.standing]),
        content=[{"attachment": {"title": said(PASS)}}],
        context={"period": period(one.valid_from, one.valid_until)},
    )  # fmt: skip


def _application_told(one: OwnApplication) -> dict[str, Any]:
    return {
        "number": one.number, "act": one.act, "applicant": one.applicant, "made_at": iso(one.made_at),
        "outcome": one.outcome, "state": said(one.state) if one.state else None, "office": one.office,
        "closed_at": iso(one.closed_at), "due_on": iso(one.due_on),
    }  # fmt: skip


def _applications_printed(rows: Sequence[OwnApplication]) -> list[Section]:
    return [
        Section(
            title=Sentence("我在网上申请的", "What you applied for here"),
            columns=(
                Sentence("时间", "When"), Sentence("申请什么", "What for"), Sentence("办理情况", "How it stands"),
                Sentence("机构", "Office"),
            ),
            rows=tuple(
                (
                    one.made_at, ACTS.get(one.act, one.act), one.state or OUTCOMES.get(one.outcome, PASSED_ON),
                    office_name(one.office) or None,
                )
                for one in rows
            ),
        )
    ]  # fmt: skip


def _application_resource(bundle: Bundle, one: OwnApplication) -> None:
    done = one.closed_at is not None
    bundle.add(
        "Task", f"application/{one.number}",
        status="completed" if done else "requested", intent="order",
        businessStatus={"text": said(one.state or OUTCOMES.get(one.outcome, PASSED_ON))},
        code=coded("application", one.act, said(ACTS.get(one.act, one.act))), for_=bundle.patient,
        authoredOn=iso(one.made_at), lastModified=iso(one.closed_at), owner=bundle.office(one.office),
        restriction={"period": period(None, one.due_on)} if one.due_on else None,
    )  # fmt: skip


def _mandate_told(one: GivenMandate) -> dict[str, Any]:
    return {
        "number": one.number, "act": one.act, "made_at": iso(one.made_at), "expires_at": iso(one.expires_at),
        "ended_at": iso(one.ended_at), "used_at": iso(one.used_at),
        "used_by": {"name": one.used_by.name, "relation": one.used_by.relation} if one.used_by else None,
    }  # fmt: skip


def _mandates_printed(rows: Sequence[GivenMandate]) -> list[Section]:
    return [
        Section(
            title=Sentence("我给出的委托", "Mandates that you gave"),
            columns=(
                Sentence("给出", "Given"), Sentence("为了什么", "For"), Sentence("有效至", "Good until"),
                Sentence("结束", "Ended"), Sentence("使用", "Used"), Sentence("使用人", "Used by"),
            ),
            rows=tuple(
                (
                    one.made_at, ACTS.get(one.act, one.act), one.expires_at, one.ended_at, one.used_at,
                    f"{one.used_by.name} · {one.used_by.relation}" if one.used_by else None,
                )
                for one in rows
            ),
        )
    ]  # fmt: skip


PASSES = Part("passes", _passes, _pass_told, _passes_printed, _pass_resource)
APPLICATIONS = Part(
    "applications", lambda _taking: applications(), _application_told, _applications_printed, _application_resource
)
MANDATES = Part("mandates", lambda _taking: mandates_given(), _mandate_told, _mandates_printed)
