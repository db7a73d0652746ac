"""Every address of the site is asked as every role, with every object, and answers as the matrix says."""

from collections import Counter
from uuid import uuid4

import pytest

from tests.access_matrix.asking import COLUMNS as SESSIONS
from tests.access_matrix.asking import MAY_SEE, Answer, Asking
from tests.access_matrix.matrix import COLUMNS, LEADS, SENT
from tests.access_matrix.objects import FAMILIES, Objects, fresh
from tests.access_matrix.people import ALL, NEIGHBOUR
from tests.access_matrix.rows import ROWS, Row
from tests.shape.test_answer_in_public import addresses

SITE = {str(found.name): found for _, found in addresses()}
NAMES = list(dict.fromkeys(row.address for row in ROWS))


def test_every_address_has_its_rows() -> None:
    """A new address fails here until somebody has decided who may open it."""
    assert set(NAMES) == set(SITE)


def test_every_address_with_a_value_in_it_says_what_it_names() -> None:
    assert set(FAMILIES) == {name for name, found in SITE.items() if found.pattern.converters}


def test_every_row_is_asked_with_both_methods_and_once() -> None:
    counted = Counter((row.address, row.kind, row.lately, row.method) for row in ROWS)
    assert [row for row, times in counted.items() if times > 1] == []
    for method in ("GET", "POST"):
        assert [row for row in ROWS if not counted[row.address, row.kind, row.lately, method]] == []


def test_every_object_is_in_some_row(objects: Objects) -> None:
    for name, family in FAMILIES.items():
        told = {kind for row in ROWS if row.address == name for kind in row.kinds(objects.named[family])}
        assert set(objects.named[family]) <= told, name


def test_every_column_is_somebody() -> None:
    assert tuple(SESSIONS) == COLUMNS


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_one_of_the_matrix(name: str, asking: Asking, objects: Objects) -> None:
    wrong = []
    for row in (row for row in ROWS if row.address == name):
        named = objects.named.get(FAMILIES.get(name, ""), {})
        for kind in row.kinds(named):
            for column in COLUMNS:
                answer = ask(asking, objects, row, kind, column)
                if answer.said != expected(row.cells[column]):
                    wrong.append(f"{row.method} {kind} {column}: {answer.said}, not {row.cells[column]}")
                wrong += [f"{row.method} {kind} {column}: shows {mark}" for mark in strange(answer, kind, column)]
    assert wrong == []


def ask(asking: Asking, objects: Objects, row: Row, kind: str, column: str) -> Answer:
    """One ask, in a session that has asked nothing before."""
    path = objects.path(row.address, kind, column, sent=row.method == "POST")
    sent = {name: text.format(number=uuid4().hex) for name, text in SENT.get(row.address, {}).items()}
    return asking.ask(row.method, path, seat=fresh(column, lately=row.lately, asking=asking), sent=sent)


def expected(cell: str) -> str:
    return f">{LEADS[cell]}" if cell.startswith(">") else cell


def strange(answer: Answer, kind: str, column: str) -> list[str]:
    """What stands in the answer about people whom this role does not see."""
    seen = (*MAY_SEE.get(column, ()), *((NEIGHBOUR,) if kind == "opened" and column == "desk" else ()))
    told = answer.plain.decode(errors="replace")
    return [mark for held in ALL if held not in seen for mark in held.marks() if mark in told]


def test_marks_are_found_where_they_may_stand(asking: Asking, objects: Objects) -> None:
    """Otherwise no page could ever fail for them."""
    for column, held in (("desk", MAY_SEE["desk"][0]), ("village", MAY_SEE["village"][0])):
        row = Row("person_export", "own", lately=False, method="GET", cells={})
        told = ask(asking, objects, row, "own", column).plain.decode()
        assert [mark for mark in held.marks() if mark not in told] == []
