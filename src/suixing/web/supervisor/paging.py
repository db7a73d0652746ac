"""Lists of supervisors in pages; the number of the page stands in the address."""

from urllib.parse import urlencode

from django.http import HttpRequest

from suixing.web.parts import Pager

PAGE = 25


def page_asked(request: HttpRequest) -> int:
    """Which page is asked for, at least 1."""
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def pager(here: int, last: int, path: str, kept: dict[str, object]) -> Pager:
    """Links to the pages around ``here``; ``kept`` is what else stands in the address."""
    here = min(here, last)

    def to(page: int) -> str:
        return f"{path}?{urlencode({**kept, 'page': page})}"

    return Pager(here, last, before=to(here - 1) if here > 1 else "", after=to(here + 1) if here < last else "")
