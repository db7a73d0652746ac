"""Find people by full name: few, within one's own ties, by look-ups of whole keys."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from suixing.access.models import Tie
from suixing.journeys.show_record import list_possible_duplicates
from suixing.people.models import Account
from suixing.people.queries import NameHits, find_by_name
from suixing.people.searching import statement
from suixing.rules.name_queries import read_name_query
from tests.cast import FUCHENG, GUANHU, JUNYAO, MAIMAITI, NOW, XIUYING, Row, number, write_csv
from tests.intake.test_take_in import hand_in

pytestmark = pytest.mark.usefixtures("node")

XIONGXIN = XIUYING.but(name="单雄信", identifier=number("51022319850612006"))
LULI = XIUYING.but(name="吕丽", identifier=number("51022319850612008"))


def take(tmp_path: Path, *rows: Row, office: str = FUCHENG) -> None:
    hand_in(write_csv(tmp_path / "register.csv", rows), office=office)


def find(typed: str, *, offices: tuple[str, ...] = (FUCHENG,), born: date | None = None) -> NameHits:
    return find_by_name(offices=offices, query=read_name_query(typed), born=born)


def found(typed: str, **how: Any) -> list[tuple[str, str]]:
    return [(hit.name, hit.how) for hit in find(typed, **how).hits]


@pytest.mark.parametrize(
    ("typed", "name", "how"),
    [
        ("李秀英", "李秀英", "exact"),
        ("李 秀 英", "李秀英", "exact"),
        ("李秀瑛", "李秀英", "sound"),
        ("Lǐ Xiùyīng", "李秀英", "sound"),
        ("單雄信", "单雄信", "exact"),
        ("dan xiongxin", "单雄信", "sound"),
        ("lu li", "吕丽", "sound"),
        ("呂麗", "吕丽", "exact"),
        ("麦麦提阿卜杜拉", "麦麦提·阿卜杜拉", "exact"),
        ("麦麦提•阿卜杜拉", "麦麦提·阿卜杜拉", "exact"),
        ("㛃珺瑶", "㛃珺瑶", "exact"),
        ("杰俊瑶", "㛃珺瑶", "sound"),
    ],
)
def test_a_full_name_is_found_however_it_is_written(tmp_path: Path, typed: str, name: str, how: str) -> None:
    take(tmp_path, XIUYING, MAIMAITI, JUNYAO, XIONGXIN, LULI)
    assert found(typed) == [(name, how)]


@pytest.mark.parametrize("typed", ["李秀", "秀英", "麦麦提", "阿卜杜拉", "li xiu", "xiuying"])
def test_a_part_of_a_name_finds_nobody(tmp_path: Path, typed: str) -> None:
    take(tmp_path, XIUYING, MAIMAITI)
    assert found(typed) == []


def test_at_most_five_are_shown_and_the_date_of_birth_narrows(tmp_path: Path) -> None:
    take(tmp_path, *(XIUYING.but(identifier=number(f"510223198506{day}200")) for day in range(10, 17)))
    hits = find("李秀英")
    assert (len(hits.hits), hits.more) == (5, True)
    hits = find("李秀英", born=date(1985, 6, 12))
    assert ([hit.born for hit in hits.hits], hits.more) == ([date(1985, 6, 12)], False)


def test_who_is_spelled_so_comes_before_who_sounds_so(tmp_path: Path) -> None:
    take(tmp_path, XIUYING.but(name="李秀瑛", identifier=number("51022319850612006")), XIUYING)
    assert found("李秀英") == [("李秀英", "exact"), ("李秀瑛", "sound")]


def test_another_office_and_a_closed_tie_show_nobody(tmp_path: Path) -> None:
    take(tmp_path, XIUYING)
    assert found("李秀英", offices=(GUANHU,)) == []
    assert found("李秀英", offices=(GUANHU, FUCHENG)) == [("李秀英", "exact")]
    Tie.objects.update(until=NOW - timedelta(days=1))
    assert found("李秀英") == []


def test_a_tie_opened_to_one_officer_alone_makes_nobody_be_found(tmp_path: Path) -> None:
    take(tmp_path, XIUYING)
    Tie.objects.update(officer="zhou", until=timezone.now() + timedelta(hours=1))
    assert found("李秀英") == []


def test_a_changed_name_is_found_under_what_it_is_now(tmp_path: Path) -> None:
    take(tmp_path, XIUYING)
    take(tmp_path, XIUYING.but(name="单秀英"))
    assert found("李秀英") == []
    assert found("dan xiuying") == [("单秀英", "sound")]


def test_variants_of_one_name_are_possible_duplicates(tmp_path: Path) -> None:
    take(tmp_path, XIONGXIN, XIONGXIN.but(name="單雄信", identifier=number("51022319850612004")))
    assert len(list_possible_duplicates(office=FUCHENG, by="desk-1", now=NOW)) == 1


def test_every_operator_of_the_look_up_is_leakproof() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(proleakproof) FROM pg_proc WHERE oid IN "
            "('texteq'::regproc, 'textne'::regproc, 'date_eq'::regproc, 'uuid_eq'::regproc)"
        )
        assert cursor.fetchone() == (True,)


def test_the_look_up_goes_through_both_indexes_under_row_level_security(tmp_path: Path) -> None:
    take(tmp_path, XIUYING)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            _many_people(cursor)
            # The owner is no superuser: forced, the policies hold for it as they do for the role that serves pages.
            cursor.execute("ALTER TABLE people_account FORCE ROW LEVEL SECURITY")
            cursor.execute("ALTER TABLE access_tie FORCE ROW LEVEL SECURITY")
            for born in (None, date(1985, 6, 12)):
                plan = _plan(cursor, born)
                scans = [node for node in plan if node.get("Relation Name") == "people_account"]
                conditions = [f"{node.get('Index Name')}: {node.get('Index Cond')}" for node in scans]
                by_key = [one for one in conditions if one.startswith(("account_by_name:", "account_by_sound:"))]
                assert len(by_key) == 2, conditions
                assert all("office_id" in one for one in by_key)
                assert "name_folded" in by_key[0]
                assert "name_pinyin" in by_key[1]
        finally:
            cursor.execute("ROLLBACK")


def _many_people(cursor: Any) -> None:
    """Enough people for the planner to choose as it would; nobody consented, so they are never committed."""
    cursor.execute("ALTER TABLE people_person DISABLE TRIGGER person_has_consent")
    cursor.execute(
        "CREATE TEMP TABLE made ON COMMIT DROP AS SELECT n, gen_random_uuid() p FROM generate_series(1, 20000) n"
    )
    cursor.execute("INSERT INTO people_person SELECT p, '', now() FROM made")
    cursor.execute(
        "INSERT INTO access_tie (person, office_id, source, since) SELECT p, %s, 'registration', now() FROM made",
        [FUCHENG],
    )
    cursor.execute(
        """
        INSERT INTO people_account (person_id, office_id, name, name_folded, name_pinyin, sex, born, sealed,
                                    entered_at, changed_at)
        SELECT p, %s, 'x' || n, 'x' || n, 'x' || n, 2, date '1950-01-01' + n, '', now(), now() FROM made
        """,
        [FUCHENG],
    )
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ANALYZE people_account; ANALYZE access_tie")


def _plan(cursor: Any, born: date | None) -> list[dict[str, Any]]:
    query = read_name_query("李秀英")
    values = {
        "offices": [FUCHENG],
        "name_folded": list(query.folded),
        "name_pinyin": list(query.sounds),
        "born": born,
        "most": 6,
    }
    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement(with_birth=born is not None)}", values)
    held = cursor.fetchone()[0]
    nodes, waiting = [], [(json.loads(held) if isinstance(held, str) else held)[0]["Plan"]]
    while waiting:
        node = waiting.pop(0)
        nodes.append(node)
        waiting += node.get("Plans", [])
    return nodes


def test_the_stored_keys_are_those_of_the_name(tmp_path: Path) -> None:
    take(tmp_path, XIONGXIN)
    assert Account.objects.values_list("name_folded", "name_pinyin").get() == ("单雄信", "shanxiongxin")
