"""What every page of hers has: its frame, the words for what is open, and what waits to be answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from suixing.journeys.own_lock import BehindLock, behind_lock
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.residents.queries import Opens
from suixing.web.resident.seat import is_quiet
from suixing.web.words import in_active_language, moment

WAYS = {
    "passkey": Sentence(zh="通行密钥", en="passkey"),
    "paper": Sentence(zh="信上的纸质码", en="paper code of a letter"),
    "desk": Sentence(zh="机构窗口给的码", en="code from a desk"),
    "telephone": Sentence(zh="手机验证码", en="code to a telephone"),
    "widening": Sentence(zh="七天后生效的码", en="code that took seven days"),
}
ALL_OPEN = Sentence(zh="全部内容", en="Everything")
SINCE = Sentence(zh="{since} 起各机构的内容", en="what all offices did since {since}")
FOLDED = Sentence(zh="{n} 条在第二道锁后，不在其中", en="{n} more are behind a second lock and not in it")
OF_OFFICE = Sentence(zh="{office}的全部内容", en="all that {office} did")
OF_OFFICE_SINCE = Sentence(zh="{office}自 {since} 起的内容", en="what {office} did since {since}")


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """One of her pages; ``quiet`` says nothing to whoever glances at it.

    ``behind`` is what the second lock keeps folded, asked for by pages that show it.
    """
    seat = getattr(request, "resident", None)
    held = {"quiet": is_quiet(request), "seat": seat, "behind": SimpleLazyObject(behind_lock)}
    return render(request, f"resident/{template}", {**held, **context}, status=status)


def folded_in_words(behind: BehindLock) -> list[str]:
    """That something is folded, in one line; none where nothing is."""
    count = behind.entries + behind.accounts + behind.files
    return [in_active_language(FOLDED, n=count)] if count else []


def opens_in_words(opens: Opens) -> list[str]:
    """What a session or passkey opens, one line each."""
    if opens.everything:
        return [in_active_language(ALL_OPEN)]
    lines = [] if opens.since is None else [in_active_language(SINCE, since=moment(opens.since))]
    for office, since in sorted(opens.of_offices.items()):
        if since is None:
            lines.append(in_active_language(OF_OFFICE, office=full_name(office)))
        elif not opens.anything:
            lines.append(in_active_language(OF_OFFICE_SINCE, office=full_name(office), since=moment(since)))
    return lines
