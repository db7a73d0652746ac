"""One person's record as a tie shows it, and everyone who looked at it."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.consent.queries import GivenConsent
from suixing.journal.queries import Told
from suixing.journeys import pass_at_desk
from suixing.journeys import person as record
from suixing.kernel.errors import Sentence
from suixing.people.queries import Corrected, SeenAccount, Stay
from suixing.places.queries import full_name
from suixing.web.cases.opening import openable
from suixing.web.desk.register_form import SEXES
from suixing.web.doors import for_officers
from suixing.web.parts import Column, SummaryRow, Table
from suixing.web.passes.wording import NO_LONGER
from suixing.web.person.wording import FIELDS, KINDS, PLACES, STAYS, WAYS, act_in_words, purpose_in_words
from suixing.web.seat import acting_officer
from suixing.web.words import day, in_active_language, moment

READINGS_A_PAGE = 50
NOT_GIVEN = Sentence(zh="未登记", en="not given")
VANISHED = "@"


@dataclass(frozen=True, slots=True)
class StayShown:
    """One residence on the line."""

    kind: Sentence
    place: str
    since: date | None
    until: date | None
    counts_as: Sentence | None


@dataclass(frozen=True, slots=True)
class AccountShown:
    """What one office entered, ready for the page."""

    office: str
    own: bool
    rows: list[SummaryRow]
    stays: list[StayShown]


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def person(request: HttpRequest, account: int) -> HttpResponse:
    """The record. Opening it is a reading that the person is shown (A5)."""
    acting = acting_officer(request)
    try:
        seen = record.see(account=account, office=acting.office, by=acting.username, now=timezone.now())
    except record.NotSeen:
        raise Http404 from None
    shown_here = pass_at_desk.showing_of(person=seen.person.person, office=acting.office) if seen.own else None
    identifiers = [f"{in_active_language(KINDS[kind])} {masked}" for kind, masked in seen.person.identifiers]
    shown = {
        "file": account,
        "name": seen.account.name,
        "own": seen.own,
        "confirmed": seen.person.confirmed,
        "emergency_until": seen.person.emergency_until,
        "accounts": [_account(one, acting.office, identifiers) for one in seen.person.accounts],
        "consents": _consents(seen.consents),
        "corrections": _corrections(seen.corrections, several=len(seen.person.accounts) > 1),
        "readings": readings_table(seen.readings),
        "readings_more": seen.readings_more,
        "pass_no_longer": shown_here is not None and shown_here.verdict in NO_LONGER,
        "asked": seen.asked,
        "cases": [(reverse("case", args=[one.case]), one) for one in seen.cases],
        "ways": [(reverse("case_open_for", args=[account, one.code]), one.title) for one in openable()],
    }
    return render(request, "person/person.html", shown)


@for_officers(*MEETS_PERSONS, methods=("GET", "HEAD"))
def readings(request: HttpRequest, account: int) -> HttpResponse:
    """Everyone who looked, page by page."""
    acting = acting_officer(request)
    before = request.GET.get("before", "")
    try:
        of, told = record.who_looked(
            account=account, office=acting.office, by=acting.username, now=timezone.now(),
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
            most=READINGS_A_PAGE + 1,
        )  # fmt: skip
    except record.NotSeen:
        raise Http404 from None
    more = len(told) > READINGS_A_PAGE
    told = told[:READINGS_A_PAGE]
    earlier = f"{reverse('person_readings', args=[account])}?before={told[-1].id}" if more else ""
    shown = {"file": account, "name": of.name, "readings": readings_table(told), "earlier": earlier}
    return render(request, "person/readings.html", shown)


def readings_table(told: list[Told]) -> Table:
    """Who did what, when and for what; the office by name, the officer as the journal names her."""
    return Table(
        caption=Sentence(zh="谁看过、做过什么", en="Who looked, and what was done"),
        columns=[
            Column(Sentence(zh="时间", en="When")),
            Column(Sentence(zh="做了什么", en="What")),
            Column(Sentence(zh="机构", en="Office")),
            Column(Sentence(zh="人员", en="Officer")),
            Column(Sentence(zh="用途", en="What for")),
        ],
        rows=[
            (
                one.at,
                act_in_words(one.act),
                full_name(one.office) if one.office else "—",
                one.officer,
                purpose_in_words(one.purpose),
            )
            for one in told
        ],
        empty=Sentence(zh="还没有记录。", en="There is no entry yet."),
    )


def _account(seen: SeenAccount, office: str, identifiers: list[str]) -> AccountShown:
    homes = [stay.division for stay in seen.stays if stay.kind == "home"]
    rows = [
        SummaryRow(FIELDS["name"], seen.name),
        SummaryRow(FIELDS["sex"], SEXES.get(seen.sex, SEXES[0])),
        SummaryRow(FIELDS["born"], seen.born),
        SummaryRow(Sentence(zh="证件", en="Identifier"), identifiers or NOT_GIVEN),
        SummaryRow(FIELDS["telephone"], seen.private.telephone or NOT_GIVEN),
        SummaryRow(FIELDS["home_text"], seen.private.home_text or NOT_GIVEN),
        SummaryRow(FIELDS["current_text"], seen.private.current_text or NOT_GIVEN),
        SummaryRow(Sentence(zh="档案号", en="File number"), str(seen.number)),
        SummaryRow(Sentence(zh="登记于", en="Registered"), seen.entered_at),
        SummaryRow(Sentence(zh="最近更改", en="Last changed"), seen.changed_at),
    ]
    stays = [_stay(stay, homes[-1] if homes else None) for stay in seen.stays]
    return AccountShown(full_name(seen.office), seen.office == office, rows, stays)


def _stay(stay: Stay, home: str | None) -> StayShown:
    counts_as = stay.counts_as(home, today=timezone.localdate())
    return StayShown(
        kind=PLACES[stay.kind],
        place=place_name(stay.division),
        since=stay.since,
        until=stay.until,
        counts_as=STAYS[counts_as] if counts_as else None,
    )


def place_name(division: str) -> str:
    """The whole name of a division; one that vanished keeps the name of its county today."""
    return full_name(division.split(VANISHED, maxsplit=1)[0])


def _consents(given: list[GivenConsent]) -> Table:
    standing = Sentence(zh="有效", en="stands")
    return Table(
        caption=Sentence(zh="本人同意", en="Her consent"),
        columns=[
            Column(Sentence(zh="日期", en="Given on")),
            Column(Sentence(zh="方式", en="How")),
            Column(Sentence(zh="机构", en="To which office")),
            Column(Sentence(zh="状态", en="State")),
        ],
        rows=[
            (
                one.given_on,
                WAYS.get(one.way, one.way),
                full_name(one.office),
                standing
                if one.withdrawn_at is None
                else Sentence(zh="{when} 撤回", en="taken back {when}").format(when=moment(one.withdrawn_at)),
            )
            for one in given
        ],
        empty=Sentence(zh="还没有记录。", en="There is none on record."),
    )


def _corrections(made: list[Corrected], *, several: bool) -> Table:
    columns = [
        Column(Sentence(zh="时间", en="When")),
        Column(Sentence(zh="人员", en="Officer")),
        Column(Sentence(zh="更改前的内容", en="What it said before")),
    ]
    rows = [(one.at, one.officer, before_lines(one)) for one in made]
    if several:
        columns.insert(1, Column(Sentence(zh="档案号", en="File number")))
        rows = [(at, str(one.account), officer, lines) for one, (at, officer, lines) in zip(made, rows, strict=True)]  # type: ignore[misc] # one more column
    return Table(
        caption=Sentence(zh="更改历史", en="What was changed"),
        columns=columns,
        rows=rows,
        empty=Sentence(zh="登记后没有更改过。", en="Nothing was changed since she was registered."),
    )


def before_lines(made: Corrected) -> list[str]:
    """An old state, one line a field."""
    before = made.before
    lines = {
        "name": before["name"],
        "sex": in_active_language(SEXES.get(before["sex"], SEXES[0])),
        "born": day(date.fromisoformat(before["born"])),
        "telephone": before["telephone"],
        "home_text": before["home_text"],
        "current_text": before["current_text"],
    }
    told = [f"{in_active_language(FIELDS[field])}: {text}" for field, text in lines.items() if text]
    for kind, division, since, until in before["residences"]:
        days = " – ".join(day(date.fromisoformat(one)) if one else "…" for one in (since, until))
        told.append(f"{in_active_language(PLACES[kind])}: {place_name(division)} ({days})")
    return told
