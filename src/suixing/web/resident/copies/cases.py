"""Parts of a copy: her cases with their history, letters made for her, and what she was told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from suixing.journeys import own_notices
from suixing.journeys.cases import own_cases
from suixing.journeys.cases.own_cases import OneCase, OwnLetter
from suixing.journeys.own_copy import Taking
from suixing.journeys.own_notices import OwnNotice
from suixing.kernel.errors import Sentence
from suixing.papers.letters import Section
from suixing.web.resident.cases import case_line, step_lines
from suixing.web.resident.copies.entries import ALL
from suixing.web.resident.copies.fhir import SYSTEM, Bundle, coded, period, reference
from suixing.web.resident.copies.part import Part, iso, office_name, said
from suixing.web.resident.letters import line_of
from suixing.web.resident.notices import CHANNELS, FAILED, NOT_SENT, WAITING
from suixing.web.resident.notices import KINDS as TOLD

WHEN, WHAT, WHO = Sentence("时间", "When"), Sentence("做了什么", "What"), Sentence("谁", "Who")
NOBODY = Sentence("已办结", "Nobody: it is closed")
PDF = "application/pdf"


def _cases(taking: Taking) -> list[OneCase]:
    held = own_cases.cases_for_her(person=taking.person, now=taking.now)
    return [own_cases.case_for_her(person=taking.person, case=one.item.case, now=taking.now) for one in held]


def _case_told(seen: OneCase) -> dict[str, Any]:
    one, line = seen.view.case, case_line(seen.view.case)
    item = one.item
    return {
        "case": str(item.case), "number": item.number, "title": said(item.title), "procedure": item.procedure,
        "state": said(item.state), "office": one.office, "office_name": office_name(one.office),
        "opened_at": iso(one.opened_at), "waits_for": said(line.by) or None, "due_at": iso(item.due_at),
        "late": item.overdue, "closed_at": iso(item.closed_at), "part_of": str(one.part_of) if one.part_of else None,
        "history": [
            {"at": iso(step.at), "what": said(step.says), "who": said(step.by)} for step in step_lines(seen.view)
        ],
        "papers": [
            {"number": paper.number, "kind": said(paper.kind), "added_at": iso(paper.added_at), "sent": paper.sent}
            for paper in seen.view.papers
        ],
    }  # fmt: skip


def _cases_printed(rows: Sequence[OneCase]) -> list[Section]:
    listed = [(seen, seen.view.case, case_line(seen.view.case)) for seen in rows]
    return [
        Section(
            title=Sentence("我的办件", "Your cases"),
            columns=(
                Sentence("办件", "Case"), Sentence("机构", "Office"), Sentence("开立", "Opened"),
                Sentence("状态", "How it stands"), Sentence("等谁", "Who must act"), Sentence("期限", "By"),
            ),
            rows=tuple(
                (
                    f"{said(one.item.title)} {one.item.number}", line.office, one.opened_at, one.item.state,
                    line.by or NOBODY, one.item.due_on,
                )
                for _, one, line in listed
            ),
        ),
        *(
            Section(
                title=Sentence("办件 {number} 的经过", "What happened in case {number}").format(number=one.item.number),
                columns=(WHEN, WHAT, WHO),
                rows=tuple((step.at, step.says, step.by) for step in step_lines(seen.view)),
            )
            for seen, one, _ in listed
        ),
    ]  # fmt: skip


def _case_resource(bundle: Bundle, seen: OneCase) -> None:
    one = seen.view.case
    item = one.item
    last: datetime = max((step.at for step in seen.view.history), default=one.opened_at)
    bundle.add(
        "Task", item.case,
        identifier=[{"system": SYSTEM + "case", "value": item.number}],
        status="completed" if item.closed_at else "in-progress", intent="order",
        businessStatus={"text": said(item.state)}, code=coded("procedure", item.procedure, said(item.title)),
        for_=bundle.patient, authoredOn=iso(one.opened_at), lastModified=iso(max(last, one.opened_at)),
        owner=bundle.office(one.office),
        partOf=[reference("Task", one.part_of)] if one.part_of else [],
        restriction={"period": period(None, item.due_at)} if item.due_at else None,
        note=[{"time": iso(step.at), "text": f"{said(step.says)} · {said(step.by)}"} for step in step_lines(seen.view)],
    )  # fmt: skip


def _letter_told(one: OwnLetter) -> dict[str, Any]:
    return {
        "number": one.number, "case": str(one.case), "title": said(one.title), "kind": one.kind, "office": one.office,
        "office_name": office_name(one.office), "made_at": iso(one.made_at), "printed_at": iso(one.printed_at),
        "reached_on": iso(one.reached_on), "channel": one.channel,
    }  # fmt: skip


def _letters_printed(rows: Sequence[OwnLetter]) -> list[Section]:
    lines = [line_of(one) for one in rows]
    return [
        Section(
            title=Sentence("给我的信", "Letters to you"),
            columns=(
                Sentence("时间", "When"), Sentence("信", "Letter"), Sentence("机构", "Office"),
                Sentence("打印", "Printed"), Sentence("送达", "Reached you"),
            ),
            rows=tuple(
                (line.one.made_at, line.says, line.office, line.one.printed_at, line.one.reached_on) for line in lines
            ),
        )
    ]  # fmt: skip


def _letter_resource(bundle: Bundle, one: OwnLetter) -> None:
    line = line_of(one)
    bundle.add(
        "DocumentReference", f"letter/{one.number}",
        status="current", type=coded("letter", one.kind, said(line.says)), subject=bundle.patient,
        date=iso(one.made_at), custodian=bundle.office(one.office), description=said(one.title),
        content=[{"attachment": {"contentType": PDF, "title": f"letter-{one.number}.pdf"}}],
        context={"related": [reference("Task", one.case)]},
    )  # fmt: skip


def _notices(_: Taking) -> list[OwnNotice]:
    return own_notices.told(before=None, most=ALL)


def _notice_told(one: OwnNotice) -> dict[str, Any]:
    return {
        "number": one.number, "kind": one.kind, "office": one.office, "made_at": iso(one.made_at),
        "channel": one.channel, "sent_at": iso(one.sent_at), "failed": one.failed,
    }  # fmt: skip


def _kind(one: OwnNotice) -> Sentence | str:
    return {str(kind): words for kind, words in TOLD.items()}.get(one.kind, one.kind)


def _outcome(one: OwnNotice) -> Sentence | str:
    if one.failed:
        return FAILED.get(one.failed, NOT_SENT)
    return {str(way): words for way, words in CHANNELS.items()}.get(one.channel, WAITING)


def _notices_printed(rows: Sequence[OwnNotice]) -> list[Section]:
    return [
        Section(
            title=Sentence("通知过我什么", "What you were told"),
            columns=(WHEN, WHAT, Sentence("机构", "Office"), Sentence("送出", "How it went")),
            rows=tuple((one.made_at, _kind(one), office_name(one.office) or None, _outcome(one)) for one in rows),
        )
    ]


def _notice_resource(bundle: Bundle, one: OwnNotice) -> None:
    bundle.add(
        "Communication", f"notice/{one.number}",
        status="not-done" if one.failed else "completed" if one.sent_at else "preparation",
        statusReason={"text": said(_outcome(one))} if one.failed else None,
        category=[coded("notice", one.kind, said(_kind(one)))], subject=bundle.patient, recipient=[bundle.patient],
        sender=bundle.office(one.office), sent=iso(one.sent_at),
        medium=[coded("channel", one.channel)] if one.channel else [],
    )  # fmt: skip


CASES = Part("cases", _cases, _case_told, _cases_printed, _case_resource)
LETTERS = Part("letters", lambda taking: own_cases.letters_for_her(person=taking.person), _letter_told,
               _letters_printed, _letter_resource)  # fmt: skip
NOTICES = Part("notices", _notices, _notice_told, _notices_printed, _notice_resource)
