"""Headers that bind the browser, and whatever stands between it and the node."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

WITH_CAMERA = "camera=(self), microphone=(), geolocation=()"
"""What the two pages that read passes say in their own header: only they ask for the camera."""


class ContentSecurityPolicy:
    """Only our own files: no inline script or style, no frame, no other host (CSP level 3).

    A page is in the language of the cookie, so nobody may keep it for another reader. What is ``for_all`` is the same
    for everybody, whatever cookie or language was sent along.
    """

    HEADER = (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    PERMISSIONS = "camera=(), microphone=(), geolocation=()"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.HEADER)
        response.headers.setdefault("Permissions-Policy", self.PERMISSIONS)
        if getattr(response, "for_all", False):
            del response.headers["Vary"], response.headers["Content-Language"]
            response.cookies.clear()
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response
