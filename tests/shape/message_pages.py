"""The pages of ``docs/messages/`` on kinds of messages: each property of their schemas, and what it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from suixing.cases.messages import KIND_ASKED, KIND_EVENT, KIND_FORGOTTEN, KIND_MET, KIND_RAISED, KINDS, schema_of
from suixing.cases.procedures import PROCEDURES, Side
from suixing.cases.procedures.steps import Field
from tests.shape.state_pages import HOW, cell, lines

PAGE = """# {kind}

{about}

The schema is version 1, and allows no property beyond these. [What the forms are, and what never
crosses](README.md).

{how}

| property | needed | form | what it is | where |
|---|---|---|---|---|
{rows}
"""
ABOUT = {
    KIND_ASKED: """The first message of a pair: what it is about. It opens the copy of the answering office. Where the
asking office works on it before anything leaves, it carries the step that sends it
({first}); no other step comes first.""",
    KIND_EVENT: """One step that the other side took. Which steps leave is in [states](../states/README.md).""",
    KIND_FORGOTTEN: """The asking office destroyed its copy at the person's wish and asks the other side to do the same.
Nothing comes after it in the pair.""",
    KIND_RAISED: """A duty is late, and the lowest office above both is the nation's on another node (T5): it opens a
coordination there. It goes to that office alone, in a pair of its own; the late side learns nothing of it (X8).""",
    KIND_MET: """The late office has acted, or nobody waits any more: the coordination that `duty.raised` opened ends.
Nothing comes after it in the pair.""",
}
FORMS = {
    "^[a-z][a-z0-9_.]{0,59}$": "code",
    "^[a-z_]{0,40}$": "step",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "day",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}([+-][0-9]{2}:[0-9]{2}|Z)$": "instant",
    "^[0-9]{2,12}$": "place",
    "^([0-9]{2,12})?$": "place or empty",
    "^[A-Z]{2,8}-[0-9]{4}$": "book",
    "^[0-9A-Z]{15,18}$": "number",
    "^[^0-9!-&*-,/:-@\\[-`{-~]+$": "name",
    "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$": "random id",
    "^[0-9a-f]{64}$": "digest",
}
"""Patterns of the schemas under the names that docs/messages/README.md explains."""
MEANS = {
    "step": "the step that was taken; empty where opening the pair is all",
    "seq": "its number among those of its side; 0 with an empty step",
    "turn": "one more than whatever its maker had seen in this pair; 0 with an empty step",
    "at": "when it was taken",
    "content": "what was filled in for the step",
    "opening": "what the pair is about",
    "opening.procedure": "which procedure it is",
    "opening.book": "the rule book by which both sides count",
    "opening.office": "the asking office's code, where the person agreed or in a move; else empty",
    "opening.content": "what the pair was opened with",
    "opening.content.subject.name": "her name",
    "opening.content.subject.identifier": "her identity number, as 18 signs where it is one of a resident's",
    "opening.content.subject.born": "her date of birth",
    "opening.content.subject.sex": "0 unknown, 1 male, 2 female, 9 not stated",
    "content.files.*.id": "its number on its way, of no other use",
    "content.files.*.code": "which of the papers of which a copy may cross",
    "content.files.*.size": "octets",
    "content.files.*.sha256": "SHA-256 of the file, by which what arrives is known to be it",
    "content.answers.*": "under the code of each question that is answered",
    "content.answers.*.answer": "`confirmed`, `not_confirmed` or `no_record`",
    "content.answers.*.reason": "why it is not confirmed, from the rule book's list",
}
MEANS_IN = {
    (KIND_FORGOTTEN, "at"): "when that was said",
    (KIND_MET, "at"): "when that was said",
    (KIND_RAISED, "late"): "the office whose duty is late",
    (KIND_RAISED, "waiting"): "the office that waits for it, or the late one itself",
    (KIND_RAISED, "duty"): "to answer, to notify, or to handle something: not of which procedure",
    (KIND_RAISED, "due"): "until when it was to be done",
}


@dataclass(frozen=True)
class Property:
    """One property of a schema; ``path`` has dots, and ``*`` for a code that is not fixed, or each of a list."""

    path: str
    needed: bool
    schema: dict[str, Any]


def pages() -> dict[str, str]:
    """File name and text of every page that is written from a schema."""
    return {f"{kind}.md": page(kind) for kind in KINDS}


def page(kind: str) -> str:
    """One kind of message."""
    source = f"src/suixing/cases/schemas/{kind}.1.json"
    rows = [row(kind, one) for one in properties(schema_of(kind))]
    about = ABOUT[kind].format(first=", ".join(f"`{code}`" for code in first_steps()))
    return PAGE.format(kind=kind, about=about, how=HOW.format(source=source), rows=lines(rows))


def properties(schema: dict[str, Any], path: str = "") -> Iterator[Property]:
    """Every property, each before what it holds."""
    inner = [(name, one, name in schema.get("required", [])) for name, one in schema.get("properties", {}).items()]
    inner += [("*", one, False) for one in schema.get("patternProperties", {}).values()]
    for name, one, needed in inner:
        yield Property(path + name, needed, one)
        yield from properties(one, f"{path}{name}.")
        yield from properties(one.get("items", {}), f"{path}{name}.*.")


def row(kind: str, one: Property) -> str:
    """One property as a row."""
    said, where = meaning(kind, one.path)
    return f"| `{one.path}` | {'yes' if one.needed else ''} | {form(one.schema)} | {cell(said)} | {where} |"


def form(schema: dict[str, Any]) -> str:
    """What a value looks like."""
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    match schema["type"]:
        case "string":
            return FORMS[schema["pattern"]]
        case "integer":
            return f"{schema['minimum']} to {schema['maximum']}"
        case "array":
            return f"{schema['minItems']} to {schema['maxItems']} × {form(schema['items'])}"
        case other:
            return str(other)


def meaning(kind: str, path: str) -> tuple[str, str]:
    """What a property is, and where it is filled in; KeyError for one that no step and no opening asks for."""
    said = MEANS_IN.get((kind, path)) or MEANS.get(path)
    if said is not None:
        return said, ""
    holder, _, name = path.rpartition(".")
    asked = asked_in(opening=holder == "opening.content").get(name, [])
    if not asked:
        raise KeyError(path)
    words = dict.fromkeys(f"{field.says.en} {field.says.zh}" for _, field in asked)
    here = [where for where, _ in asked if kind == KIND_EVENT or holder == "opening.content" or where in first_steps()]
    return "; ".join(words), ", ".join(f"`{where}`" for where in here) or "not in a first message"


def asked_in(*, opening: bool) -> dict[str, list[tuple[str, Field]]]:
    """By name, each field that crosses: at which opening, or at which step."""
    found: dict[str, list[tuple[str, Field]]] = {}
    for where, fields in (openings() if opening else crossings()).items():
        for field in fields:
            found.setdefault(field.name, []).append((where, field))
    return found


def openings() -> dict[str, tuple[Field, ...]]:
    """What pairs are opened with; who asks is told in another way."""
    return {
        table.code: tuple(field for field in table.opening if field.name != "names_office")
        for table in PROCEDURES.values()
        if table.between
    }


def crossings() -> dict[str, tuple[Field, ...]]:
    """What leaves with each step."""
    return {
        f"{table.code}.{code}": step.form
        for table in PROCEDURES.values()
        for code, step in table.steps.items()
        if step.crosses
    }


def first_steps() -> list[str]:
    """Steps that can be the first to leave: what ends a pair that never left is told to nobody."""
    return [
        f"{table.code}.{code}"
        for table in PROCEDURES.values()
        if table.between and table.first != "sent"
        for code, step in table.steps.items()
        if step.crosses and step.by is Side.ASKING and table.first in step.before and not table.states[step.to].closed
    ]
