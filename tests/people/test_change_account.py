"""Changing one account costs the same however many are held."""

from django.db import connection

from suixing.people.changing import _present
from suixing.people.models import PlaceKind


def test_the_present_residence_is_found_by_its_index(node: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        plan = _present(7, PlaceKind.CURRENT).explain()
        cursor.execute("RESET enable_seqscan")
    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "account_id" in condition
