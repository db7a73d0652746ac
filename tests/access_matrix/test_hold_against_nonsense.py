"""Whatever stands in an address or a form, no role gets a fault of ours (500)."""

import pytest

from tests.access_matrix.asking import COLUMNS, Asking
from tests.access_matrix.matrix import SENT
from tests.access_matrix.objects import Objects, fresh
from tests.access_matrix.rows import ROWS

NONSENSE = (
    "",
    "\0",
    "\ud7ff\u202e",
    "x" * 5000,
    "9" * 400,
    "-1",
    "９９",
    "2026-11-20",
    "2026-11-20T00:00:00",
    "%s'\"--",
)
FIELDS = (
    "form_number", "seen", "typed_by", "next", "name", "sex", "born", "identifier", "looked_for", "telephone",
    "home_text", "home_choice", "current_text", "current_choice", "arrived", "since", "kind", "way", "code",
    "consent_on", "agreement", "seen_alike", "another", "begin", "which", "tongue", "large", "answer", "finding",
    "reason", "second", "other", "login", "password", "password1", "password2", "start_code", "credential",
    "session", "language", "address", "username", "posts", "subject", "lost_factors", "standing", "successor",
    "check_only", "telephone", "address_zh", "hours_zh", "address_en", "hours_en",
    "case", "to", "asked", "officer", "by_officer", "first", "last", "moved",
)  # fmt: skip
ASKED_FOR = ("page", "before", "next", "tier", "q", "tab", "due", "procedure", "after", "work", "was")
OPENS = ("200", "409", "422")


def _who(name: str, method: str) -> list[tuple[str, str, bool]]:
    """For each kind of object, somebody whom the page would listen to."""
    found = {}
    for row in ROWS:
        if row.address == name and row.method == method and row.kind in {"-", "own"}:
            for column, cell in row.cells.items():
                if cell in OPENS or cell.startswith(">"):
                    found[row.lately] = (column, row.kind, row.lately)
                    if column == "desk":
                        break
    return list(found.values())


NAMES = list(dict.fromkeys(row.address for row in ROWS))
# Each of these takes something away that other tests ask about.
LEFT_OUT = {"person_withdraw", "person_erase"}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LEFT_OUT])
def test_no_form_brings_a_page_down(name: str, asking: Asking, objects: Objects) -> None:
    down = []
    for column, kind, lately in _who(name, "POST"):
        path = objects.path(name, kind, column, sent=True)
        for nonsense in NONSENSE:
            for sent in (dict.fromkeys(FIELDS, nonsense), *_one_by_one(name, nonsense)):
                answer = asking.ask("POST", path, seat=fresh(column, lately=lately, asking=asking), sent=sent)
                if answer.status >= 500:
                    down.append((column, nonsense[:20], sorted(sent) if len(sent) < 20 else "all"))
    assert down == []


def _one_by_one(name: str, nonsense: str) -> list[dict[str, str]]:
    """A whole form with one field of nonsense."""
    whole = SENT.get(name, {})
    return [{**whole, field: nonsense} for field in whole if field not in {"finding", "answer"}]


@pytest.mark.parametrize("name", NAMES)
def test_no_question_brings_a_page_down(name: str, asking: Asking, objects: Objects) -> None:
    down = []
    for column, kind, lately in _who(name, "GET"):
        path = objects.path(name, kind, column, sent=False)
        for nonsense in ("", "%00", "%ff%fe", "9" * 400, "-1", "%EF%BC%99", "//elsewhere.example", "x" * 3000):
            asked = path + "?" + "&".join(f"{field}={nonsense}" for field in ASKED_FOR)
            answer = asking.ask("GET", asked, seat=fresh(column, lately=lately, asking=asking))
            if answer.status >= 500:
                down.append((column, nonsense[:20]))
    assert down == []


def test_every_role_asks(asking: Asking) -> None:
    assert all(fresh(column, lately=False, asking=asking) for column in COLUMNS if column != "nobody")
