"""Who may open these pages: an operator of the exchange at the office of a province or the nation."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from suixing.access.roles import Role
from suixing.web.doors import View, for_officers
from suixing.web.seat import acting_officer

DIGITS = 2
"""Of the codes of these offices. Below a province nobody operates an exchange."""


def for_operators(*methods: str) -> Callable[[Callable[..., HttpResponse]], View]:
    """Mark a view as one for operators of the exchange; the database shows parcels to nobody else either."""

    def mark(view: Callable[..., HttpResponse]) -> View:
        @wraps(view)
        def at_the_office(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if len(acting_officer(request).office) != DIGITS:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return for_officers(Role.EXCHANGE_OPERATOR, methods=methods)(at_the_office)

    return mark
