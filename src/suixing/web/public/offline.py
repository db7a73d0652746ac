"""Pages that a browser keeps for when there is no network: the script that keeps them names what it keeps."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import orjson
from django.http import HttpResponse
from django.templatetags.static import static

STATIC = Path(__file__).resolve().parents[1] / "static"


def worker_head(worker: Path, files: Iterable[Path], *, also: Iterable[Path] = ()) -> bytes:
    """What stands before a service worker: the addresses of ``files``, and a mark of their content and its own.

    ``also`` are files that count for the mark and have no address.
    """
    paths = list(files)
    mark = sha256(b"".join(path.read_bytes() for path in [*paths, *also, worker])).hexdigest()[:16]
    named = [static(path.relative_to(STATIC).as_posix()) for path in paths]
    return b"const VERSION = %s;\nconst FILES = %s;\n" % (orjson.dumps(mark), orjson.dumps(named))


def worker_answer(head: bytes, worker: Path) -> HttpResponse:
    """The service worker; it is another one when a file has changed."""
    answer = HttpResponse(head + worker.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
