"""What must never happen on a page of the site, noticed whichever page a test is on.

A request to any other host, an error on the console (a violation of the content security policy is one), an error in
a script, and an answer of 500 or more.
"""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of (\d{3})")


class Witness:
    """Follows every page of one browser context; ``faults`` is what it saw, one line each.

    A page that answers 403 or 404 as a whole is an answer that a test looks at itself. The same for a part of a page
    is a fault, unless the test says before that it will come: ``witness.expected.add(422)``.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.faults: list[str] = []
        self.expected: set[int] = set()
        self._host = urlsplit(url).netloc
        self._documents: set[str] = set()
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if request.is_navigation_request():
            self._documents.add(request.url)
        if address.scheme not in ("about", "blob", "data") and address.netloc != self._host:
            self.faults.append(f"asked another host: {request.method} {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 and response.status not in self.expected:
            self.faults.append(f"answered {response.status}: {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        answered = ANSWERED.match(message.text)
        where = message.location.get("url", "")
        if answered and (where in self._documents or int(answered[1]) in self.expected):
            return
        self.faults.append(f"error on the console: {message.text} ({where})")

    def _error(self, error: WebError) -> None:
        self.faults.append(f"error in a script: {error.error}")
