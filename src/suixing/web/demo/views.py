"""How the invented officers sign in now, and the newest messages to invented telephones."""

import time
from dataclasses import dataclass
from pathlib import Path

import orjson
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from suixing.kernel.errors import Sentence
from suixing.web.doors import for_everyone

STEP = 30
SHOWN = 12


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


@for_everyone
def demo(request: HttpRequest) -> HttpResponse:
    """The cast of this node with the codes of the moment, and the way to the other nodes."""
    if settings.DEMO_FILE is None or not settings.DEMO_FILE.exists():
        raise Http404
    told = orjson.loads(settings.DEMO_FILE.read_bytes())
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
        "messages": _messages(settings.SUIXING_OUTGOING_DIR),
    }
    return render(request, "demo/demo.html", shown)


def _messages(folder: Path) -> list[dict[str, str]]:
    """The newest messages that the folder sender wrote; they are addressed to invented telephones."""
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)[:SHOWN]
    return [orjson.loads(path.read_bytes()) for path in files]
