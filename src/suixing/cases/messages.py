"""What crosses between the two sides of a pair: JSON bodies of closed shape, held against their schemas both ways.

``pair.event`` is an event, ``pair.asked`` the one that opens the pair, with what it was opened with. ``duty.raised``
and ``duty.met`` tell a superior on another node whose duty is late and that it no longer is. The schemas are in
``schemas/``; ``docs/messages/`` describes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import Any

import orjson
from jsonschema import Draft202012Validator

from suixing.kernel.errors import Refusal, Sentence

KIND_ASKED = "pair.asked"
KIND_EVENT = "pair.event"
KIND_FORGOTTEN = "pair.forgotten"
KIND_RAISED = "duty.raised"
KIND_MET = "duty.met"
KINDS = (KIND_ASKED, KIND_EVENT, KIND_FORGOTTEN, KIND_RAISED, KIND_MET)


class Unreadable(Refusal):
    """A message is not of the shape that its schema says."""

    code = "unreadable"

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "收到的消息格式不符，未执行，已保留备查。",
                "A message had not the agreed shape. It was not acted on and is kept.",
            )
        )


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it crosses. ``seq`` and ``turn`` order it; ``opening`` is set in the first message of a pair."""

    step: str
    seq: int
    turn: int
    at: datetime
    content: dict[str, Any]
    opening: dict[str, Any] | None = None

    def encoded(self) -> bytes:
        """The body as bytes; raises Unreadable where it would not fit its schema."""
        plain: dict[str, Any] = {
            "step": self.step, "seq": self.seq, "turn": self.turn, "at": self.at.isoformat(), "content": self.content,
        }  # fmt: skip
        if self.opening is not None:
            plain["opening"] = self.opening
        _validate(KIND_EVENT if self.opening is None else KIND_ASKED, plain)
        return orjson.dumps(plain)


def read(kind: str, body: bytes) -> Told:
    """An event from a message's body; raises Unreadable."""
    try:
        plain = orjson.loads(body)
    except ValueError:
        raise Unreadable from None
    _validate(kind, plain)
    return Told(
        plain["step"], plain["seq"], plain["turn"], datetime.fromisoformat(plain["at"]), plain["content"],
        plain.get("opening"),
    )  # fmt: skip


def plain(kind: str, body: Mapping[str, Any]) -> bytes:
    """A body that is no event, as bytes; raises Unreadable where it would not fit its schema."""
    _validate(kind, body)
    return orjson.dumps(body)


def read_plain(kind: str, body: bytes) -> dict[str, Any]:
    """A body that is no event; raises Unreadable."""
    try:
        opened: dict[str, Any] = orjson.loads(body)
    except ValueError:
        raise Unreadable from None
    _validate(kind, opened)
    return opened


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of message."""
    text = resources.files("suixing.cases").joinpath("schemas", f"{kind}.1.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = orjson.loads(text)
    return schema


@lru_cache(maxsize=len(KINDS))
def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of(kind))


def _validate(kind: str, plain: Mapping[str, Any]) -> None:
    if not _validator(kind).is_valid(plain):
        raise Unreadable
