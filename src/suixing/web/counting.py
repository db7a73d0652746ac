"""How many queries a page took, for the tests that bound it. Never on in a node that serves: only a switch adds it.

How much was asked of the database can tell whether somebody is held, so nobody outside a test may read it.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

HEADER = "Server-Timing"


class CountQueries:
    """Answers with ``Server-Timing: default;desc=7, door;desc=3``: queries by connection, without what was asked.

    Stands first of all middleware, so that queries about session and seat count too. A body that is streamed is sent
    after the count.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        counted: Counter[str] = Counter()

        def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            counted[context["connection"].alias] += 1
            return execute(sql, params, many, context)

        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(count))
            response = self.get_response(request)
        response.headers[HEADER] = ", ".join(f"{alias};desc={counted[alias]}" for alias in connections)
        return response
