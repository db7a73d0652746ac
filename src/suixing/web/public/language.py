"""Choosing the language of the pages; a cookie remembers it, nothing else does.

What an officer had typed into the page comes along, and is kept for it as when a session ends in mid-form.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt

from suixing.web import kept
from suixing.web.doors import for_everyone

ONE_YEAR = 365 * 24 * 3600
"""Seconds for which the choice is remembered."""
LONGEST_WAY_BACK = 2000


@csrf_exempt  # a forged choice of language changes nothing but the language, and a page without cookies can offer it
@for_everyone(methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language and go back to the page on which it was chosen."""
    back = way_back(request)
    kept.keep(request, urlsplit(back).path)
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=ONE_YEAR, secure=request.is_secure(), httponly=True,
            samesite="Lax",
        )  # fmt: skip
    return response


def way_back(request: HttpRequest) -> str:
    """The path that the form asks for if it is one of this site, else the home page."""
    asked = request.POST.get("next", "")
    safe = len(asked) <= LONGEST_WAY_BACK and asked.startswith("/") and asked.isprintable()
    if safe and url_has_allowed_host_and_scheme(asked, allowed_hosts=None, require_https=request.is_secure()):
        return asked
    return "/"
