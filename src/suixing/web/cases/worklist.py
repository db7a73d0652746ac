"""The worklist: what is due, by day; who does it; live without loading the page again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from suixing.access.queries import Member, members_of
from suixing.access.roles import MEETS_PERSONS, TITLES, Role
from suixing.cases.queries import PROCEDURES, Keeper, worklist
from suixing.journeys.cases import stepping
from suixing.kernel.errors import Refusal, Sentence
from suixing.web.cases import listing
from suixing.web.cases.listing import Asked
from suixing.web.desk.pages import address_of
from suixing.web.doors import for_officers
from suixing.web.parts import Notice
from suixing.web.seat import ActingOfficer, acting_officer
from suixing.web.words import in_active_language, moment

MOST_CHOSEN = 100
LONGEST_QUERY = 500
KEPT_BY = {Keeper.DESK: MEETS_PERSONS, Keeper.SUPERVISOR: (Role.SUPERVISOR,)}
"""Which posts do which work."""
ASSIGNED = Sentence("已分配 {n} 件", "Cases assigned: {n}")
NONE_CHOSEN = Sentence("请先勾选办件，再选择交给谁。", "Tick cases first, then choose who does them.")
NOT_ASSIGNED = Sentence("没有分配", "Nothing was assigned")
FREED = Sentence("不分配给任何人", "Nobody")
NEWS = Sentence(
    "{at} 清单有更新：本页 {n} 件，其中超期 {late} 件。", "Updated {at}: {n} cases on this page, {late} overdue."
)

works_on_cases = for_officers(*MEETS_PERSONS, Role.SUPERVISOR, methods=("GET", "HEAD"))
"""The door of pages about cases that only show."""
changes_cases = for_officers(*MEETS_PERSONS, Role.SUPERVISOR, methods=("POST",))
"""The door of what takes a form and leads on."""


@works_on_cases
def cases(request: HttpRequest) -> HttpResponse:
    """What is due, by day; the address says which tab and filter, and nothing about anybody."""
    return _page(request, _asked(request, request.GET))


@works_on_cases
def part(request: HttpRequest) -> HttpResponse:
    """The list again, for the page that is open: nothing where it would say the same. It keeps no session awake."""
    asked = _asked(request, request.GET)
    shown = _list(request, asked)
    if request.GET.get("was") == shown["digest"]:
        return HttpResponse(status=204)
    at = moment(timezone.now()).rsplit(" ", 1)[-1]
    late = sum(line.is_late for group in shown["groups"] for line in group.lines)
    shown["news"] = NEWS.format(at=at, n=shown["count"], late=late)
    return render(request, "cases/fragment_list.html", shown)


@changes_cases
def assign(request: HttpRequest) -> HttpResponse:
    """Give the ticked cases to an officer of the office, or to nobody. Nothing is decided in bulk, only who does it."""
    acting, asked = acting_officer(request), _asked(request, QueryDict(_query_sent(request)))
    chosen = _chosen(request)
    if not chosen:
        return _page(request, asked, Notice(NOT_ASSIGNED, NONE_CHOSEN, "warning"), status=422)
    try:
        n = stepping.assign_many(
            chosen=chosen, office=acting.office, to=request.POST.get("to", "").replace("\0", ""), by=acting.username,
            now=timezone.now(),
        )  # fmt: skip
    except Refusal as refused:
        return _page(request, asked, Notice(NOT_ASSIGNED, refused.sentence, "bad"), status=422)
    request.session[_SAID] = n
    return redirect(reverse("cases") + asked.query(both=len(keepers_of(acting)) > 1))


_SAID = "cases_assigned"


def keepers_of(acting: ActingOfficer) -> list[Keeper]:
    """Whose work this officer does: the desk's first."""
    return [keeper for keeper, roles in KEPT_BY.items() if any(role.value in acting.roles for role in roles)]


def _asked(request: HttpRequest, given: QueryDict) -> Asked:
    return listing.read_asked(given, keepers_of(acting_officer(request)))


def _query_sent(request: HttpRequest) -> str:
    """The filter of the page from which a form came, as its hidden field says it."""
    return request.POST.get("asked", "").removeprefix("?")[:LONGEST_QUERY]


def _chosen(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("case")[:MOST_CHOSEN]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _list(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    acting, now = acting_officer(request), timezone.now()
    items, more = worklist(office=acting.office, keeper=asked.keeper, by=acting.username, wanted=asked.wanted, now=now)
    members = members_of(office=acting.office, now=now)
    both = len(keepers_of(acting)) > 1
    after = listing.following(asked, items, more=more)
    digest = listing.digest_of(items, asked, now, more=more)
    query = asked.query(both=both)
    return {
        "groups": listing.groups_of(items, {one.username: one.name for one in members}, now),
        "count": len(items), "digest": digest, "members": members, "asked": asked,
        "part": reverse("cases_part") + (f"{query}&" if query else "?") + f"was={digest}",
        "after": reverse("cases") + after.query(both=both) if after else "",
        "start": reverse("cases") + Asked(asked.keeper, asked.tab, asked.due, asked.procedure).query(both=both)
        if asked.after else "",
        "filtered": bool(asked.due != "any" or asked.procedure),
    }  # fmt: skip


def _page(request: HttpRequest, asked: Asked, notice: Notice | None = None, *, status: int = 200) -> HttpResponse:
    acting = acting_officer(request)
    keepers = keepers_of(acting)
    both = len(keepers) > 1
    said = request.session.pop(_SAID, None)
    if notice is None and said is not None:
        notice = Notice(ASSIGNED.format(n=int(said)), tone="good")
    shown = _list(request, asked)
    shown |= {
        "here": "cases", "notice": notice, "query": asked.query(both=both),
        "tabs": [
            (title, reverse("cases") + Asked(asked.keeper, tab, asked.due, asked.procedure).query(both=both),
             tab == asked.tab) for tab, title in listing.TABS.items()
        ],
        "keepers": [
            (listing.KEEPERS[one], reverse("cases") + Asked(one).query(both=True), one is asked.keeper)
            for one in keepers
        ] if both else [],
        "dues": [(code, title, code == asked.due) for code, title in listing.DUES.items()],
        "procedures": [
            (one.code, one.title, one.code == asked.procedure)
            for one in PROCEDURES.values() if one.keeper is asked.keeper
        ],
        "colleagues": _colleagues(shown["members"], asked.keeper, acting),
        "ways": _ways(asked.keeper),
        "work": asked.keeper.value if both and asked.keeper is not Keeper.DESK else "",
    }  # fmt: skip
    return render(request, "cases/worklist.html", shown, status=status)


def _colleagues(members: list[Member], keeper: Keeper, acting: ActingOfficer) -> list[tuple[str, str]]:
    """Who can do this work: she herself first, then the others by name, then nobody."""
    fit = [one for one in members if one.is_active and any(role in KEPT_BY[keeper] for role in one.roles)]
    fit.sort(key=lambda one: one.username != acting.username)
    named = [
        (one.username, f"{one.name} · {' · '.join(in_active_language(TITLES[role]) for role in one.roles)}")
        for one in fit
    ]
    return [*named, ("", in_active_language(FREED))]


_WAYS = {
    Keeper.DESK: (
        ("case_new", Sentence("新办件", "New case")),
        ("case_letters", Sentence("打印今天的书面文件", "Print the letters of today")),
        ("extract", Sentence("凭编号查找登记凭证", "Find an extract by its number")),
        ("answer_templates", Sentence("常用答复", "Kept answers")),
    ),
    Keeper.SUPERVISOR: (),
}
_FOR_BOTH = (
    ("cover", Sentence("代办", "Cover for an absence")),
    ("case_feed", Sentence("日历订阅", "Calendar feed")),
)


def _ways(keeper: Keeper) -> list[tuple[str, Sentence]]:
    named = [(address_of(name), title) for name, title in (*_WAYS[keeper], *_FOR_BOTH)]
    return [(href, title) for href, title in named if href]
