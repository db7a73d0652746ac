"""How the invented officers sign in now, and the newest messages to invented telephones."""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from suixing.kernel.errors import Sentence
from suixing.web.doors import for_everyone

STEP = 30
SHOWN = 12
SHOWN_OF_PHONES = 40
REFRESHED = 5
"""Seconds after which the page of telephones loads itself again."""
CODE = re.compile(r"(?<![0-9])([0-9]{6})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Signing:
    """One officer's way in. ``code`` is the one of this half minute."""

    username: str
    name: str
    title: Sentence
    shows: Sentence
    code: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another node of the demonstration, and where its site answers."""

    name: Sentence
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    """What was handed over for one telephone, or for a letter; ``code`` is empty where it carries none."""

    at: datetime
    to: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Phone:
    """One invented telephone: whose, if it is one of those that visitors may be, and what was sent to it."""

    to: str
    name: str
    messages: list[Message]


@dataclass(frozen=True, slots=True)
class Somebody:
    """An invented person whom a visitor may be on her own pages."""

    name: str
    number: str
    telephone: str


@for_everyone
def demo(request: HttpRequest) -> HttpResponse:
    """The cast of this node with the codes of the moment, and the way to the other nodes."""
    told = _told()
    now = int(time.time())
    officers = [
        Signing(
            username=one["username"],
            name=one["name"],
            title=Sentence(*one["title"]),
            shows=Sentence(*one["shows"]),
            code=format_hotp_value(hotp_value(one["secret"], now // STEP)),
        )
        for one in told["officers"]
    ]
    shown = {
        "officers": officers,
        "password": told["password"],
        "node": Sentence(*told["node"]) if "node" in told else None,
        "others": [Other(Sentence(zh, en), url) for zh, en, url in told.get("others", ())],
        "seconds": STEP - now % STEP,
        "messages": _messages(settings.SUIXING_OUTGOING_DIR, most=SHOWN),
    }
    return render(request, "demo/demo.html", shown)


@for_everyone
def phones(request: HttpRequest) -> HttpResponse:
    """Invented telephones with what was sent to them, the newest first, and whom a visitor may be."""
    told = _told()
    residents = [Somebody(*one) for one in told.get("residents", ())]
    names = {one.telephone: one.name for one in residents}
    held: dict[str, list[Message]] = {}
    for message in _messages(settings.SUIXING_OUTGOING_DIR, most=SHOWN_OF_PHONES):
        held.setdefault(message.to, []).append(message)
    shown = {
        "residents": residents,
        "phones": [Phone(to, names.get(to, ""), messages) for to, messages in held.items()],
        "node": Sentence(*told["node"]) if "node" in told else None,
        "seconds": REFRESHED,
    }
    return render(request, "demo/phones.html", shown)


def _told() -> dict[str, Any]:
    """What the demonstration's command wrote; a node in earnest has no such file, and no such pages."""
    if settings.DEMO_FILE is None or not settings.DEMO_FILE.exists():
        raise Http404
    told: dict[str, Any] = orjson.loads(settings.DEMO_FILE.read_bytes())
    return told


def _messages(folder: Path, *, most: int) -> list[Message]:
    """The newest messages that the folder sender wrote; they are addressed to invented telephones."""
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)[:most]
    return [_message(path) for path in files]


def _message(path: Path) -> Message:
    said = orjson.loads(path.read_bytes())
    found = CODE.search(said["text"])
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return Message(at, said["to"], said["text"], found[1] if found else "")
