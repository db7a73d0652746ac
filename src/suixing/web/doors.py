"""Who may open a page: every view carries one of these."""

from collections.abc import Callable
from typing import overload

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponseBase]

EVERYONE = "everyone"
"""The ``audience`` of a public view."""

READING = ("GET", "HEAD")


@overload
def for_everyone(view: View) -> View: ...
@overload
def for_everyone(*, methods: tuple[str, ...]) -> Callable[[View], View]: ...
def for_everyone(view: View | None = None, *, methods: tuple[str, ...] = READING) -> View | Callable[[View], View]:
    """Mark a view as public: ``@for_everyone``, or ``@for_everyone(methods=("POST",))`` for one that takes a form.

    A public page reads no person and keeps nothing that is typed into it.
    """

    def mark(marked: View) -> View:
        answering: View = require_http_methods(list(methods))(marked)
        answering.audience = EVERYONE  # type: ignore[attr-defined] # a mark for the test that walks all addresses
        return answering

    return mark if view is None else mark(view)
