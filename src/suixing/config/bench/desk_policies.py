"""The statements behind the pages, as the serving role and as the owner, whom row-level security does not bind."""

import os
import time
from pathlib import Path
from statistics import median
from typing import Any, TextIO

import psycopg

from suixing.config.databases import available, databases_of
from suixing.config.home import Home

ROUNDS = 400


def compare_policies(home: Path, told: dict[str, Any], office: str, out: TextIO) -> None:
    """Median microseconds of each statement as both roles, in turn, and the ratio."""
    os.environ["SUIXING_HOME"] = str(home)
    node = Home(home)
    databases = databases_of(node)
    with available(databases):
        statements = _statements(told, office)
        with databases.owner.connect() as owner, databases.serving.connect() as serving:
            serving.execute("SELECT set_config('suixing.session', %s, false)", [told["cookies"][0]])
            out.write(f"{'row-level security, us a statement':38}{'with':>10}{'without':>10}{'ratio':>8}\n")
            for name, statement, values in statements:
                taken = _in_turn(serving, owner, statement, values)
                out.write(f"{name:38}{taken[0]:10.0f}{taken[1]:10.0f}{taken[0] / taken[1]:8.2f}\n")


def _statements(told: dict[str, Any], office: str) -> list[tuple[str, str, list[Any]]]:
    from suixing.config.session import set_up_django  # noqa: PLC0415 - reads SUIXING_HOME

    set_up_django()
    from suixing.people import searching, seeing  # noqa: PLC0415
    from suixing.people.sealing import blind_index  # noqa: PLC0415
    from suixing.rules.name_queries import read_name_query  # noqa: PLC0415

    people = told["people"][:100]
    by_number = [[[office], blind_index(one["identifier"]), office] for one in people]
    queries = [read_name_query(one["name"]) for one in people]
    by_name = [
        {"offices": [office], "name_folded": list(one.folded), "name_pinyin": list(one.sounds), "most": 6}
        for one in queries
    ]
    by_file = [[one["account"]] for one in people]
    return [
        ("find by identifier", seeing.FIND, by_number),
        ("find by name", searching.statement(with_birth=False), by_name),
        ("account and residences", seeing.ACCOUNTS, by_file),
    ]


def _in_turn(
    first: "psycopg.Connection[Any]", second: "psycopg.Connection[Any]", statement: str, values: list[Any]
) -> tuple[float, float]:
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS):
        for connection, times in zip((first, second), taken, strict=True):
            begin = time.perf_counter()
            connection.execute(statement, values[number % len(values)]).fetchall()
            times.append(time.perf_counter() - begin)
    return median(taken[0]) * 1e6, median(taken[1]) * 1e6
