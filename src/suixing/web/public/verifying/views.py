"""The page, and the script that keeps it for when there is no network. Neither is told what is checked."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suixing.passes.formats.jws import header_of
from suixing.passes.formats.keys import PublicKey
from suixing.passes.formats.reasons import Reason
from suixing.passes.formats.wording import LABELS
from suixing.passes.queries import signed_trust
from suixing.web.doors import for_everyone
from suixing.web.policy import WITH_CAMERA
from suixing.web.public.offline import STATIC, worker_answer, worker_head
from suixing.web.public.verifying.wording import FACES, HINTS, WARNED, WARNINGS, WORDS

WORKER = STATIC / "verify" / "service_worker.js"
BESIDE = ("suixing.css", "mark.svg", "vendor/qr/decode.js", "vendor/qr/index.js")
"""What the page uses besides its own folder."""
COMMAND = "suixing pass verify"
TEMPLATE = "public/verify.html"


@for_everyone
def verify_pass(request: HttpRequest) -> HttpResponse:
    """The page. It is the same for everybody, whatever they check."""
    answer = render(request, TEMPLATE, page_context(_anchor()))
    answer.headers["Permissions-Policy"] = WITH_CAMERA
    return answer


@for_everyone
def verify_worker(_: HttpRequest) -> HttpResponse:
    """The service worker, with the names of what it keeps; it is another one when a file has changed."""
    return worker_answer(_head(), WORKER)


def _anchor() -> str:
    """The thumbprint of the key that signs this node's trust list; empty before there is a list."""
    token = signed_trust()
    return PublicKey.from_jwk(header_of(token.partition(".")[0])["jwk"]).thumbprint if token else ""


def page_context(anchor: str) -> dict[str, Any]:
    """Everything that the scripts of the page can say, and the thumbprint of the key whose trust list they take."""
    words = [
        *((f"reason-{reason}", reason.sentence) for reason in Reason),
        *((f"claim-{claim}", said) for claim, said in LABELS.items()),
        *((f"word-{name}", said) for name, said in WORDS.items()),
        *((f"hint-{name}", said) for name, said in HINTS.items()),
        *((f"warning-{name}", said) for name, said in WARNINGS.items()),
    ]
    verdicts = [(verdict, face, verdict.sentence) for verdict, face in FACES.items()]
    return {
        "here": "verify_pass", "anchor": anchor, "command": COMMAND, "verdicts": verdicts, "kept_words": words,
        "warned": WARNED,
    }  # fmt: skip


@cache
def _head() -> bytes:
    own = sorted(path for path in (STATIC / "verify").rglob("*.*") if path != WORKER)
    return worker_head(WORKER, [*own, *(STATIC / name for name in BESIDE)])
