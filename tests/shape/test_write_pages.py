"""What documents tell of procedures and messages is what tables and schemas say: every state, step and property."""

import re
from dataclasses import fields
from datetime import UTC, datetime
from importlib import resources
from uuid import UUID

import pytest

from suixing.cases.messages import KINDS, schema_of
from suixing.cases.procedures import PROCEDURES
from suixing.cases.procedures.steps import Start
from suixing.cases.stepping import kinds_that_never_cross
from suixing.exchange import evidence
from suixing.exchange.envelopes import Envelope
from suixing.exchange.handling import TOLD
from suixing.exchange.models import Event
from tests.shape import message_pages, state_pages, write_pages
from tests.shape.source import DOCS

MESSAGES = DOCS / "messages"
CARRYING = (MESSAGES / "carrying.md").read_text(encoding="utf-8")
README = (MESSAGES / "README.md").read_text(encoding="utf-8")


def test_pages_say_what_tables_and_schemas_say() -> None:
    """Otherwise: ``python -m tests.shape.write_pages``."""
    differ = [
        path.relative_to(DOCS).as_posix()
        for path, text in write_pages.pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert differ == []


def test_no_page_stays_behind() -> None:
    assert write_pages.stray() == []


@pytest.mark.parametrize("code", PROCEDURES)
def test_every_state_and_step_is_on_its_page(code: str) -> None:
    table, page = PROCEDURES[code], state_pages.pages()[f"{code}.md"]
    assert f"({code}.md)" in state_pages.readme()
    for name, state in table.states.items():
        assert f"| `{name}` | {state.says.zh} | {state.says.en} |" in page
    for name, step in table.steps.items():
        assert f"| `{name}`" in page
        assert step.says.zh in page
        assert step.says.en in page
        assert all(f"{before} --> {step.to} : {name}" in page for before in step.before)


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_of_a_message_is_on_its_page(kind: str) -> None:
    page = message_pages.pages()[f"{kind}.md"]
    named = re.findall(r"^\| `([\w.*]+)` \|", page, re.MULTILINE)
    assert named == [one.path for one in message_pages.properties(schema_of(kind))]
    assert f"({kind}.md)" in README


def test_every_schema_is_of_a_kind_that_is_described() -> None:
    folder = resources.files("suixing.cases").joinpath("schemas")
    assert {one.name for one in folder.iterdir()} == {f"{kind}.1.json" for kind in KINDS}


def test_every_form_of_a_value_is_explained() -> None:
    assert [name for name in message_pages.FORMS.values() if f"| {name} |" not in README] == []


def test_a_property_that_nobody_fills_in_would_be_found() -> None:
    with pytest.raises(KeyError, match=r"content\.remark"):
        message_pages.meaning("pair.event", "content.remark")


def test_nothing_that_crosses_is_free_text() -> None:
    leaving = message_pages.crossings() | message_pages.openings()
    assert [where for where, form in leaving.items() for one in form if one.kind in kinds_that_never_cross()] == []


def test_every_part_of_an_envelope_is_described() -> None:
    assert [one.name for one in fields(Envelope) if f"| `{one.name}` |" not in CARRYING] == []


def test_every_event_and_every_key_of_a_statement_is_described() -> None:
    named = evidence.Named(UUID(int=1), UUID(int=2), "asking", 1, bytes(32))
    proof = evidence.attest(Event.RELAY_FAILURE, named, at=datetime(2026, 11, 20, tzinfo=UTC), reason="place_taken")
    assert [key for key in evidence.told(proof) if f"| `{key}` |" not in CARRYING] == []
    assert [event.value for event in Event if f"| `{event.value}` |" not in CARRYING] == []
    assert [word for word in TOLD if f"`{word}`" not in CARRYING] == []


def test_the_first_limit_of_each_procedure_is_told() -> None:
    """The table of procedures in docs/cases.md, against the national rule book."""
    rows = re.findall(
        r"^\| \[[^\]]+\]\(states/(\w+)\.md\) \|(.*)\|$", (DOCS / "cases.md").read_text("utf-8"), re.MULTILINE
    )
    told = dict(rows)
    assert list(told) == list(PROCEDURES)
    for code, table in PROCEDURES.items():
        assert table.title.zh in told[code]
        assert [rule for rule in table.rules if rule not in told[code]] == []
        effects = [*table.opens, *(one for step in table.steps.values() for one in step.clocks)]
        first = next(one for one in effects if isinstance(one, Start))
        assert state_pages.limits(table, first).replace("`", "") in told[code]
