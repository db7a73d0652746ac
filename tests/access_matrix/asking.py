"""A running node, asked over HTTP as whoever a column of the matrix stands for."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
from django.urls import Resolver404, resolve, reverse
from psycopg import sql

from tests.access_matrix.people import PAIRED, TOWNSHIP

COLUMNS = {
    "nobody": None,
    "weak": "weak",
    "locked": "locked",
    "village": "zhou.village",
    "desk": "chen.desk",
    "clinic": "tang.clinic",
    "county": "wu.supervisor",
    "city": "ma.supervisor",
    "exchange": "xu.exchange",
    "staff": "he.staff",
}
"""Each column of the matrix and the session that it asks with: of an officer of the cast, or an unfinished one."""

MAY_SEE = {"village": (PAIRED,), "desk": (TOWNSHIP, PAIRED)}
"""Whose people may stand on pages of a column; of all others nobody's."""

LATELY = ", shown lately"
_TOKEN = "a" * 32
_CHANGES = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*'), r"\1"),
    (re.compile(r'(name="(?:form_number|seen)" value=")[^"]*'), r"\1"),
    (re.compile(r'("X-CSRFToken": ")[^"]*'), r"\1"),
    (re.compile(r"(X-CSRFToken&quot;: &quot;)[^&]*"), r"\1"),
)


@dataclass(frozen=True)
class Answer:
    """One answer. ``said``: a status, or where it leads, as in the matrix but with the whole name: ``>person``.

    ``body`` is what anybody would read in it, without tokens that differ each time; ``plain`` is as it came.
    """

    status: int
    said: str
    body: str
    plain: bytes
    headers: Mapping[str, str]
    seconds: float

    @property
    def queries(self) -> dict[str, int]:
        """Queries by connection, as ``suixing.web.counting`` tells them."""
        told = self.headers.get("server-timing", "")
        return {alias: int(count) for alias, count in re.findall(r"(\w+);desc=(\d+)", told)}


@dataclass
class Asking:
    """The node under test, and what its ``fill`` told."""

    url: str
    owner: "psycopg.Connection[Any]"
    told: dict[str, Any]

    def __post_init__(self) -> None:
        self._client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def seat(self, who: str | None) -> str:
        """A browser that is signed in like ``who`` and has asked nothing yet; the key for its cookie."""
        if who is None:
            return ""
        key = secrets.token_hex(16)
        # Seen just now: noting it anew takes a query, and one left for long is locked.
        seen = {"session_key": sha256(key.encode()).hexdigest(), "seen_at": datetime.now(UTC)}
        row = {**self.told["sessions"][who], **seen}
        names = sql.SQL(", ").join(map(sql.Identifier, row))
        values = sql.SQL(", ").join([sql.Placeholder()] * len(row))
        statement = sql.SQL("INSERT INTO access_officer_session ({}) VALUES ({})").format(names, values)
        self.owner.execute(statement, list(row.values()))
        # Searches and openings of an hour are bounded (tests/web/person); here more is asked than in a day.
        self.owner.execute("DELETE FROM access_search_count")
        return key

    def ask(
        self, method: str, path: str, *, seat: str = "", sent: Mapping[str, str] | None = None, files: Any = None
    ) -> Answer:
        """Ask once, as a browser would whose form came from this site; redirects are not followed."""
        cookies = f"csrftoken={_TOKEN}; django_language=zh-hans" + (f"; sessionid={seat}" if seat else "")
        data = {"csrfmiddlewaretoken": _TOKEN, **(sent or {})} if method == "POST" else None
        answer = self._client.request(method, path, data=data, files=files, headers={"Cookie": cookies})
        self._client.cookies.clear()
        return Answer(
            answer.status_code, _cell(answer, path), _readable(answer, path), answer.content, answer.headers,
            answer.elapsed.total_seconds(),
        )  # fmt: skip


def _cell(answer: httpx.Response, path: str) -> str:
    if answer.status_code not in {301, 302, 303, 307, 308}:
        return str(answer.status_code)
    to = urlsplit(answer.headers["location"])
    assert not to.netloc, f"{path} leads to another host"
    name = _name_of(to.path)
    door = {"account_login": "in", "second_factor": "2nd", "locked": "lock"}.get(name)
    asked_for = parse_qs(to.query).get("next")
    if door and asked_for and urlsplit(asked_for[0]).path == path.partition("?")[0]:
        return door
    return f">{name}"


@lru_cache(maxsize=1000)
def _name_of(path: str) -> str:
    try:
        return str(resolve(path).url_name)
    except Resolver404:
        return f"?{path}"


def _readable(answer: httpx.Response, path: str) -> str:
    """The body without what differs each time, and without the address itself, which the page repeats."""
    text = answer.text
    for pattern, plain in _CHANGES:
        text = pattern.sub(plain, text)
    return text.replace(path, "(here)")


def address_of(name: str, *values: object) -> str:
    return reverse(name, args=values)
