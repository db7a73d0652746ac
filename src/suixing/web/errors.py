"""Pages for what went wrong: what happened, what was kept, what to do. Nothing here asks the database."""

from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string

from suixing.kernel.errors import Sentence
from suixing.web.words import in_active_language

TITLES = {
    400: Sentence("请求无法理解", "This request cannot be understood"),
    403: Sentence("您不能打开此页", "You cannot open this page"),
    429: Sentence("请求过于频繁", "Too many requests"),
    409: Sentence("现在打不开", "This cannot be opened now"),
    404: Sentence("没有这个页面", "There is no such page"),
    500: Sentence("系统出错了", "Something went wrong here"),
}
WORK = ("/desk/", "/intake/", "/second/", "/supervisor/", "/staff/", "/account/")
"""Where only officers have anything to do."""
LAST_RESORT = Sentence(
    "系统出错了。您刚才提交的内容没有保存。请稍后再试；如再次出现，请告知本节点的管理人员。",
    "Something went wrong here. What you sent just now was not saved. Try again later; if it happens again, tell those "
    "who run this node.",
)


def problem_page(request: HttpRequest | None, status: int, *, template: str = "") -> HttpResponse:
    """The page for a status, in the active language; without ``request`` it needs no session and no database."""
    context = {"problem": TITLES[status], "request": request, "at_work": _at_work(request)}
    page = render_to_string(template or f"errors/{status}.html", context)
    return HttpResponse(page, status=status)


def _at_work(request: HttpRequest | None) -> bool:
    """Whether the address is one of officers; known without asking who is there."""
    return request is not None and request.path.startswith(WORK)


def budget_page(request: HttpRequest, said: Sentence) -> HttpResponse:
    """429: an officer has opened as many records as one may in an hour."""
    return _saying(request, 429, said)


def not_own_page(request: HttpRequest, said: Sentence) -> HttpResponse:
    """403: another office entered this and changes it; no role would open it."""
    return _saying(request, 403, said)


def lost_page(request: HttpRequest, said: Sentence) -> HttpResponse:
    """409: it is known here, but what lies on the disk cannot be given out."""
    return _saying(request, 409, said)


def _saying(request: HttpRequest, status: int, said: Sentence) -> HttpResponse:
    shown = {"problem": TITLES[status], "request": request, "said": said, "at_work": True}
    return HttpResponse(render_to_string("errors/budget.html", shown), status=status)


def bad_request(request: HttpRequest, **_: object) -> HttpResponse:
    """400: what was asked for could not be read."""
    return problem_page(request, 400)


def forbidden(request: HttpRequest, **_: object) -> HttpResponse:
    """403: who is there may not open this."""
    return problem_page(request, 403)


def not_found(request: HttpRequest, **_: object) -> HttpResponse:
    """404: nothing here, or nothing that this reader may know of; both look the same."""
    return problem_page(request, 404)


def too_many(request: HttpRequest, _exception: Exception | None = None) -> HttpResponse:
    """429: more tries than a person makes."""
    return problem_page(request, 429)


def server_error(_request: HttpRequest) -> HttpResponse:
    """500: a fault of ours. Holds when templates do not."""
    try:
        return problem_page(None, 500)
    except (TemplateDoesNotExist, TemplateSyntaxError, OSError):
        text = in_active_language(LAST_RESORT)
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")
