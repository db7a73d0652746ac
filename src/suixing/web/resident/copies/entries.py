"""Part of a copy: every entry of the journal about her that is open to her session."""

from collections.abc import Sequence
from typing import Any

from suixing.journal.queries import Told, newest_about
from suixing.journeys.own_copy import Taking
from suixing.kernel.errors import Sentence
from suixing.papers.letters import Section
from suixing.web.resident.copies.fhir import SYSTEM, Bundle
from suixing.web.resident.copies.part import Part, iso, office_name, said
from suixing.web.resident.wording import said_of

ALL = 1_000_000
ON_PAPER = 10_000
"""Entries that are printed, the newest ones; a file has them all."""
NOT_ALL = Sentence(
    "这里印出最近的 {shown} 条，共 {count} 条；全部在文件形式的副本中。",
    "The newest {shown} of {count} are printed; all of them are in the copies that are files.",
)
OTHERS = Sentence("（他人事项中）", " (in another person's matter)")


def _entries(taking: Taking) -> list[Told]:
    return newest_about(taking.person, limit=ALL)


def _told(one: Told) -> dict[str, Any]:
    return {
        "entry": one.id, "at": iso(one.at), "act": one.act, "office": one.office, "officer": one.officer,
        "purpose": one.purpose, "in_another_persons_matter": one.with_others,
    }  # fmt: skip


def _printed(rows: Sequence[Told]) -> list[Section]:
    lines = [said_of(one) for one in rows[:ON_PAPER]]
    return [
        Section(
            title=Sentence("谁看过、做过什么", "Who looked, and what was done"),
            columns=(
                Sentence("时间", "When"), Sentence("做了什么", "What"), Sentence("机构", "Office"),
                Sentence("人员", "Officer"), Sentence("用途", "What for"),
            ),
            rows=tuple(
                (
                    line.at, said(line.act) + (said(OTHERS) if line.others else ""), line.office or None, line.by,
                    line.purpose,
                )
                for line in lines
            ),
            note=NOT_ALL.format(shown=len(lines), count=len(rows)) if len(rows) > len(lines) else None,
        )
    ]  # fmt: skip


def _resource(bundle: Bundle, one: Told) -> None:
    line, office = said_of(one), bundle.office(one.office)
    entity: dict[str, Any] = {"what": bundle.patient}
    if one.with_others:
        entity["detail"] = [{"type": "in_another_persons_matter", "valueString": "true"}]
    bundle.add(
        "AuditEvent", one.id,
        type={"system": SYSTEM + "act", "code": one.act, "display": said(line.act)},
        recorded=iso(one.at),
        purposeOfEvent=[{"coding": [{"system": SYSTEM + "purpose", "code": one.purpose}], "text": said(line.purpose)}],
        agent=[{"who": {"display": said(line.by)}, "requestor": True}],
        source={"observer": office or {"display": office_name(one.office) or "—"}},
        entity=[entity],
    )  # fmt: skip


ENTRIES = Part("entries", _entries, _told, _printed, _resource)
