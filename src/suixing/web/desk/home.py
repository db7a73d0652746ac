"""The desk's first page: what is due, what runs, what changed, and what this officer can do."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS, TITLES, Role
from suixing.cases.queries import Keeper, counts
from suixing.journeys.asked_corrections import waiting_at
from suixing.journeys.intake.queries import running_at
from suixing.kernel.errors import Sentence
from suixing.people.queries import MOST_COUNTED, changes_at
from suixing.places.queries import full_name
from suixing.web.cases.dates import notice_for
from suixing.web.cases.listing import DUES, KEEPERS, TABS, Asked
from suixing.web.cases.worklist import keepers_of
from suixing.web.desk.pages import address_of, ways_for
from suixing.web.doors import for_officers
from suixing.web.parts import SummaryRow
from suixing.web.seat import ActingOfficer, acting_officer
from suixing.web.words import number

PLANNED = {
    Role.PROVIDER: Sentence(
        zh="服务机构的页面（核对随行证、免费服务、记录）将随后续部分提供，目前这里还没有可办的事项。",
        en="The pages for providers (checking a pass, free services, notes) come with a later part; there is "
        "nothing to do here yet.",
    ),
}
OPERATED_ABOVE = Sentence(
    zh="节点间的交换由省级或全国机构运维；本机构没有可办的事项。",
    en="The exchange between nodes is operated at a province's or the nation's office; there is nothing to do here.",
)
OR_MORE = Sentence(zh="{count} 或更多", en="{count} or more")


@dataclass(frozen=True, slots=True)
class Running:
    """An intake that waits or runs, as the home page shows it; ``href`` is empty where its page is not there."""

    title: Sentence
    done: int
    expected: int
    at: datetime
    href: str


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many cases, and the list of them."""

    title: Sentence
    count: int
    href: str
    said: Sentence | str
    late: bool = False


@dataclass(frozen=True, slots=True)
class DueShown:
    """What is due of one kind of work; ``title`` is said where an officer does both."""

    title: Sentence | None
    counts: list[DueCount]


@for_officers(methods=("GET", "HEAD"))
def desk(request: HttpRequest) -> HttpResponse:
    """What every officer sees first."""
    acting = acting_officer(request)
    roles = [Role(role) for role in acting.roles]
    meets = any(role in MEETS_PERSONS for role in roles)
    keepers = keepers_of(acting)
    shown = {
        "here": "desk",
        "office_name": full_name(acting.office),
        "officer_name": acting.name,
        "posts": [TITLES[role] for role in roles],
        "meets": meets,
        "ways": ways_for(roles, acting.office),
        "find": address_of("find"),
        "planned": _planned(roles, acting.office),
        "asked": _asked(acting) if meets else None,
        "changes": _changes(acting) if meets else [],
        "running": _running(acting) if meets else [],
        "due": [_due(acting, keeper, both=len(keepers) > 1) for keeper in keepers],
        "moved": notice_for(acting) if keepers else [],
    }
    return render(request, "desk/home.html", shown)


def _planned(roles: list[Role], office: str) -> list[Sentence]:
    """Why a post has nothing to do here."""
    said = [PLANNED[role] for role in roles if role in PLANNED]
    operates = Role.EXCHANGE_OPERATOR in roles and not any(way.name == "exchange" for way in ways_for(roles, office))
    return [*said, OPERATED_ABOVE] if operates else said


def _due(acting: ActingOfficer, keeper: Keeper, *, both: bool) -> DueShown:
    counted = counts(office=acting.office, keeper=keeper, by=acting.username, now=timezone.now())
    lists = {
        **{due: (DUES[due], Asked(keeper, due=due)) for due in ("overdue", "today", "week")},
        **{tab: (TABS[tab], Asked(keeper, tab=tab)) for tab in ("mine", "nobodys", "others")},
    }
    return DueShown(
        KEEPERS[keeper] if both else None,
        [
            DueCount(
                title,
                counted[name],
                address_of("cases") + asked.query(both=both),
                _bounded(counted[name]),
                late=name == "overdue",
            )
            for name, (title, asked) in lists.items()
        ],
    )


def _asked(acting: ActingOfficer) -> tuple[int, date | None, bool]:
    """Corrections that people asked for on their own pages: how many wait, the first day, whether it is past."""
    count, first = waiting_at(office=acting.office)
    return count, first, first is not None and first < timezone.localdate()


def _changes(acting: ActingOfficer) -> list[SummaryRow]:
    """Since the beginning of yesterday."""
    now = timezone.now()
    yesterday = timezone.localdate() - timedelta(days=1)
    since = timezone.make_aware(datetime.combine(yesterday, time()))
    counted = changes_at(office=acting.office, since=since, now=now)
    return [
        SummaryRow(Sentence(zh="新登记", en="Registered"), _bounded(counted.registered)),
        SummaryRow(Sentence(zh="更正、更新", en="Corrected or updated"), _bounded(counted.updated)),
        SummaryRow(Sentence(zh="撤回同意", en="Consent taken back"), _bounded(counted.withdrawn)),
    ]


def _bounded(count: int) -> Sentence | str:
    return OR_MORE.format(count=number(count)) if count >= MOST_COUNTED else number(count)


def _running(acting: ActingOfficer) -> list[Running]:
    return [
        Running(run.title, run.rows_done, run.rows_expected, run.handed_in_at, address_of("intake_run", run.id))
        for run in running_at(office=acting.office)
    ]
