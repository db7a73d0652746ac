"""One case: how it stands, its clocks, what happened on both sides, its papers, and what can be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.access.queries import members_of
from suixing.access.roles import MEETS_PERSONS, Role
from suixing.cases.errors import NotThere
from suixing.cases.queries import PROCEDURES, Item, Keeper, Seen, Told, procedure
from suixing.directory.queries import OfficeContact, competent_office
from suixing.exchange.queries import Coming, files_coming
from suixing.journeys.cases import reading
from suixing.journeys.cases.letters import letters_of
from suixing.journeys.pass_at_desk import account_of_case
from suixing.kernel.errors import Sentence
from suixing.papers.queries import KeptPaper, papers_of
from suixing.places.queries import is_present_code
from suixing.rules.counting import CHINA
from suixing.web import once
from suixing.web.cases import wording
from suixing.web.cases.bars import bars_of, limit_in_words
from suixing.web.cases.deliveries import deliveries_table
from suixing.web.cases.telling import PROVINCE_DIGITS, counterpart_name, file_told, opening_rows, rows_of
from suixing.web.desk.pages import address_of
from suixing.web.doors import for_officers
from suixing.web.parts import Notice, SummaryRow
from suixing.web.seat import ActingOfficer, acting_officer
from suixing.web.words import active_language

MEETS_CASES = (*MEETS_PERSONS, Role.SUPERVISOR)
TELLS_MISSING = ("tell_missing", "tell_mistaken")
NOT_FIRST = frozenset({"refuse", "withdraw", "reject", "return", "outside", "redirect", "note_arrival", "answer_noted"})
"""Steps that are not what the office is most likely about to do."""
GOOD, BAD, PLAIN = "good", "bad", "plain"


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One thing that happened, in words."""

    at: datetime
    says: Sentence
    who: Sentence | str
    mine: bool
    rules: str
    counted: bool
    rows: list[SummaryRow]


@dataclass(frozen=True, slots=True)
class Other:
    """The other side, and how it is reached as far as this office may know."""

    name: Sentence | str
    telephone: str
    address: str
    known: bool


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair that a case waits for: who must act by when, and how to reach them."""

    href: str
    item: Item
    waits: Sentence
    other: Other


def may_see(acting: ActingOfficer, seen: Seen) -> bool:
    """Whether her post does this kind of case: what desks do, or what superiors do."""
    posts = (Role.SUPERVISOR,) if _keeper(seen) is Keeper.SUPERVISOR else MEETS_PERSONS
    return any(post.value in acting.roles for post in posts)


def _keeper(seen: Seen) -> Keeper:
    return procedure(seen.item.procedure).keeper


def see(acting: ActingOfficer, case: UUID, now: datetime) -> Seen:
    """The case for this officer; the reading is recorded. 404 for another office's, another post's, and none."""
    try:
        seen = reading.see(case=case, office=acting.office, by=acting.username, now=now)
    except NotThere:
        raise Http404 from None
    if not may_see(acting, seen):
        raise Http404
    return seen


@for_officers(*MEETS_CASES, methods=("GET", "HEAD"))
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    """The page of a case."""
    acting, now = acting_officer(request), timezone.now()
    done = wording.DONE.get(request.GET.get("done", ""))
    notice = Notice(done, tone="good") if done else None
    return case_page(request, acting, see(acting, case, now), now, notice=notice)


def case_page(
    request: HttpRequest, acting: ActingOfficer, seen: Seen, now: datetime, *, notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a case that was seen; ``notice`` says what has just happened."""
    others = _others([seen.item, *seen.pairs])
    colleagues = {one.username: one.name for one in members_of(office=acting.office, now=now) if one.is_active}
    held = held_step(seen, now)
    papers = papers_of(file=seen.case, office=acting.office)
    shown = {
        "here": "cases",
        "seen": seen,
        "item": seen.item,
        "inside": wording.INSIDE.get(seen.item.procedure, seen.item.title),
        "side": wording.SIDES[seen.item.side],
        "waits": wording.WAITS[seen.item.waits_for],
        "other": others.get(seen.item.counterpart),
        "opening": opening_rows(seen),
        "find_number": _number(seen),
        "pass_page": pass_page(seen),
        "alone": _asks_herself(seen),
        "bars": [(bar, limit_in_words(seen.book, bar.clock)) for bar in bars_of(seen.clocks, now)],
        "timeline": timeline(seen, colleagues),
        "deliveries": deliveries_table(seen.deliveries, seen.item.side),
        "is_proved": any(one.sent or one.failed for one in seen.deliveries),
        "pairs": [_pair(one, others) for one in seen.pairs],
        "parent": reverse("case", args=[seen.parent]) if seen.parent else "",
        "steps": sorted(
            ((code, step, code in NOT_FIRST) for code, step in seen.steps.items() if step.button),
            key=lambda one: one[2],
        ),
        "held": held,
        "held_time": f"{held.held_until.astimezone(CHINA):%H:%M:%S}" if held and held.held_until else "",
        "papers": _papers(seen, papers),
        "letters": _letters(seen),
        "printed": _printed(seen),
        "channels": wording.CHANNELS.items(),
        "today": now.astimezone(CHINA).date().isoformat(),
        "colleagues": sorted(colleagues.items(), key=lambda one: one[1]),
        "assigned": colleagues.get(seen.item.assigned_to, seen.item.assigned_to),
        "form_number": once.new_number(),
        "notice": notice,
    }
    return render(request, "cases/case.html", shown, status=status)


def held_step(seen: Seen, now: datetime) -> Told | None:
    """This office's last step, while it can be taken back."""
    last = next((one for one in reversed(seen.timeline) if one.mine), None)
    return last if last and last.held_until and last.held_until > now else None


def timeline(seen: Seen, colleagues: dict[str, str]) -> list[TimelineLine]:
    """What happened on both sides, the newest first; the opening is the last line."""
    steps = PROCEDURES[seen.item.procedure].steps
    lines = [
        TimelineLine(
            at=told.at, says=told.says, who=_who(told, colleagues, alone=_asks_herself(seen)), mine=told.mine,
            rules=" · ".join(told.rules), counted=told.counted,
            rows=rows_of(steps[told.step].form, told.content, seen.book),
        )
        for told in seen.timeline
    ]  # fmt: skip
    mine = seen.item.side != "answering"
    other = wording.HERSELF if _asks_herself(seen) else wording.OTHER_SIDE
    first = TimelineLine(seen.opened_at, wording.OPENED, "" if mine else other, mine, "", True, [])
    return [*reversed(lines), first]


def _asks_herself(seen: Seen) -> bool:
    """Whether nobody asks in this pair but the person herself, on her own pages."""
    return seen.item.side == "answering" and not seen.joined


def pass_page(seen: Seen) -> str:
    """Where the pass that this case led to is printed; empty for every other case."""
    issued = any(told.step == "issue" and told.mine for told in seen.timeline)
    if seen.item.procedure != "pass_application" or not issued:
        return ""
    identifier = str(seen.content.get("subject", {}).get("identifier", ""))
    account = account_of_case(identifier=identifier, office=seen.office) if identifier else None
    return "" if account is None else reverse("person_passes", args=[account])


def _who(told: Told, colleagues: dict[str, str], *, alone: bool) -> Sentence | str:
    if not told.mine:
        return wording.HERSELF if alone else wording.OTHER_SIDE
    if told.officer in ("", "node"):
        return wording.NODE
    return colleagues.get(told.officer, told.officer)


def _others(items: Iterable[Item]) -> dict[str, Other]:
    """Each other side that the page names, once."""
    return {one.counterpart: _other(one.counterpart) for one in items if one.counterpart}


def _other(code: str) -> Other:
    contact: OfficeContact | None = None
    if len(code) > PROVINCE_DIGITS and is_present_code(code):
        contact = competent_office(code).contact
    english = active_language() == "en"
    return Other(
        name=counterpart_name(code), telephone=contact.telephone if contact else "",
        address=(contact.address_en if english else contact.address_zh) if contact else "",
        known=len(code) > PROVINCE_DIGITS,
    )  # fmt: skip


def _pair(item: Item, others: dict[str, Other]) -> PairLine:
    return PairLine(
        reverse("case", args=[item.case]), item, wording.WAITS[item.waits_for],
        others.get(item.counterpart, Other("", "", "", known=False)),
    )  # fmt: skip


def _number(seen: Seen) -> str:
    """By what the answering office finds her own record; nobody else needs it."""
    if seen.item.side != "answering" or seen.item.closed_at is not None:
        return ""
    return str(seen.content.get("subject", {}).get("identifier", ""))


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper that can be added."""

    said: Sentence
    add: str


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement of the rule book, and whether a paper that meets it is here."""

    said: Sentence
    when: Sentence
    state: Sentence | None
    tone: str
    kinds: list[PaperKind]


@dataclass(frozen=True, slots=True)
class ComingPaper:
    """A paper that the other office sent and that is not here yet: its kind and size, how far it is, or why not."""

    says: str
    how: Sentence
    fails: bool


@dataclass(frozen=True, slots=True)
class Papers:
    """What is needed, what is held, what is on its way, what else can be added.

    Addresses are empty where this node keeps no papers.
    """

    needs: list[Need]
    held: list[tuple[KeptPaper, Sentence, str]]
    coming: list[ComingPaper]
    kinds: list[PaperKind]


def _papers(seen: Seen, held: tuple[KeptPaper, ...]) -> Papers:
    here = {one.code for one in held} | _said_to_be_here(seen)
    is_open = seen.item.closed_at is None
    kinds = {
        code: PaperKind(paper.said, address_of("paper_scan", seen.case, code) if is_open else "")
        for code, paper in seen.book.papers.items()
    }
    needs = []
    for one in seen.book.required_papers.get(wording.REQUIRED_FOR.get(seen.item.procedure, ""), ()):
        met = any(code in here for code in one.papers)
        always = one.when.value == "always"
        when = wording.WITHOUT_CONDITION if always else wording.CONDITIONS[one.when.value]
        state = wording.HERE if met else wording.NOT_HERE if always else None
        tone = GOOD if met else BAD if always else PLAIN
        needs.append(Need(one.said, when, state, tone, [kinds[code] for code in one.papers]))
    listed = [(one, seen.book.papers[one.code].said, address_of("paper_open", one.id)) for one in held]
    return Papers(needs, listed, _coming(seen), [one for one in kinds.values() if one.add])


def _coming(seen: Seen) -> list[ComingPaper]:
    """What the other side's messages named and is not here."""
    named = {UUID(one["id"]): one for told in seen.timeline if not told.mine for one in told.content.get("files", ())}
    if not named or seen.pair is None:
        return []
    coming = files_coming(pair=seen.pair, office=seen.office)
    return [
        ComingPaper(file_told(named[one.file], seen.book), _how(one), fails=bool(one.refusal))
        for one in coming.values() if one.file in named
    ]  # fmt: skip


def _how(one: Coming) -> Sentence:
    if one.refusal:
        return wording.WILL_NOT_COME.get(one.refusal, wording.NOT_KEPT)
    return wording.ON_ITS_WAY.format(came=one.came, chunks=one.chunks)


def _said_to_be_here(seen: Seen) -> set[str]:
    """Papers that the officer noted as received, on paper."""
    noted = set(seen.content.get("papers", []))
    for told in seen.timeline:
        if told.mine:
            noted |= set(told.content.get("papers", []))
    return noted


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter that was printed: when, and how it reached her; ``note`` is where that is noted, empty once it was."""

    said: Sentence
    printed_at: datetime | None
    reached_on: date | None
    channel: Sentence | None
    note: str


def _letters(seen: Seen) -> list[tuple[str, Sentence]]:
    """Address and name of each letter that this case has."""
    kinds = []
    if seen.item.closed_at is None and seen.item.side != "answering" and _keeper(seen) is Keeper.DESK:
        kinds.append("status")
    if any(told.step in TELLS_MISSING for told in seen.timeline):
        kinds.append("missing")
    if seen.item.procedure == "request" and seen.item.side == "asking":
        kinds.append("request")
    return [(reverse("case_letter", args=[seen.case, kind]), wording.LETTERS[kind]) for kind in kinds]


def _printed(seen: Seen) -> list[LetterLine]:
    return [
        LetterLine(
            wording.LETTERS[one.kind], one.printed_at, one.reached_on, wording.CHANNELS.get(one.channel),
            reverse("case_letter_reached", args=[seen.case, one.number])
            if one.printed_at and not one.reached_on else "",
        )
        for one in letters_of(case=seen.case, office=seen.office) if one.kind in wording.LETTERS
    ]  # fmt: skip
