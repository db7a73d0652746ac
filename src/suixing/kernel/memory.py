"""What was asked of the database once is not asked again while one parcel is opened or a few messages are handled.

For what changes rarely: whoever changes it calls ``forget``. Other processes notice with the next parcel or messages.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_HELD: ContextVar[dict[Hashable, object] | None] = ContextVar("suixing_memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Inside this block answers are remembered, until ``forget``."""
    token = _HELD.set({})
    try:
        yield
    finally:
        _HELD.reset(token)


def forget() -> None:
    """What was remembered is asked again, for some of it has changed."""
    held = _HELD.get()
    if held is not None:
        held.clear()


def remembered(ask: Callable[P, R]) -> Callable[P, R]:
    """A question whose answer is remembered inside ``remembering``; elsewhere it is asked each time."""

    @wraps(ask)
    def answer(*args: P.args, **named: P.kwargs) -> R:
        held = _HELD.get()
        if held is None:
            return ask(*args, **named)
        key = (ask, args, tuple(sorted(named.items())))
        if key not in held:
            held[key] = ask(*args, **named)
        return held[key]  # type: ignore[return-value]  # what this very question was answered with

    return answer
