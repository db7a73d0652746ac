"""Papers that cross with a message: chosen by the officer who takes the step, for the other side of the pair alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from suixing.cases.errors import BadContent, NotThere
from suixing.cases.queries import NOT_A_FILE, Case, CaseEvent, opened, procedure
from suixing.exchange import actions as exchange
from suixing.exchange.actions import Announced, Arrived, Inbound, KeepLater, Offer
from suixing.kernel.errors import Sentence
from suixing.papers import actions as papers
from suixing.papers.errors import NO_ROOM, NoSuchPaper, PaperRefused

NODE = "node"
NOT_REACHED = Sentence(
    "对方机构尚未接入，文件不能经本系统发送。请改用挂号信。",
    "The other office is not connected, so files cannot be sent to it from here. Send them by registered letter.",
)


def prepare(
    *, case: UUID, step: str, content: Mapping[str, Any], office: str, by: str, now: datetime
) -> tuple[dict[str, Any], list[Offer]]:
    """The content of a step in which ``files`` are papers of the case, as it is told, and what is offered with it.

    Each gets a number of its own for the way. Raises BadContent for what is no paper of this case, and PaperRefused.
    """
    told = dict(content)
    chosen = told.get("files")
    held = Case.objects.filter(pk=case, office_id=office).first()
    if not chosen or held is None:
        return told, []
    if not held.joined:
        raise BadContent({"files": NOT_REACHED})
    sent = _sent(chosen, held, by=by, now=now)
    offers = [Offer(uuid4(), one.id, one.size) for one in sent]
    told["files"] = [
        {"id": str(offer.file), "code": one.code, "size": one.size, "sha256": one.digest.hex()}
        for offer, one in zip(offers, sent, strict=True)
    ]
    if any(field.name == "papers" for field in procedure(held.procedure).steps[step].form):
        told["papers"] = list(dict.fromkeys([*told.get("papers", ()), *(one.code for one in sent)]))
    return told, offers


def _sent(chosen: Sequence[Any], held: Case, *, by: str, now: datetime) -> list[papers.Sent]:
    subjects = [] if held.person_id is None else [held.person_id]
    try:
        return papers.send_papers(
            papers=[UUID(str(one)) for one in chosen], file=held.id, office=held.office_id, by=by, subjects=subjects,
            now=now,
        )  # fmt: skip
    except (NoSuchPaper, ValueError):
        raise BadContent({"files": NOT_A_FILE}) from None


def offer(event: CaseEvent, offers: Sequence[Offer]) -> None:
    """Let the other side have them, with the message that names them."""
    if offers and event.message is not None and event.case.pair is not None:
        exchange.offer(
            message=event.message, pair=event.case.pair, side=event.case.side, office=event.case.office_id,
            offers=offers,
        )  # fmt: skip


def expect(inbound: Inbound, content: Mapping[str, Any]) -> None:
    """Fetch what an arrived step names, which was checked when it was applied."""
    announced = [
        Announced(UUID(one["id"]), one["size"], bytes.fromhex(one["sha256"])) for one in content.get("files", ())
    ]
    exchange.expect(message=inbound.id, announced=announced, now=inbound.arrived_at)


def read(source: UUID, office: str, start: int, length: int) -> bytes | None:
    """A part of a paper that was offered: as exchange.actions.Read."""
    return papers.read_for_other_side(paper=source, office=office, start=start, length=length)


def keep(arrived: Arrived) -> None:
    """Keep what the other side sent, as a paper of this office's copy: as exchange.actions.Keep."""
    rows = Case.objects.select_for_update(of=("self",))  # nobody destroys it before the paper is among those that go
    held = rows.filter(pair=arrived.pair, office_id=arrived.office, wrapped_key__isnull=False)
    case = held.exclude(side=arrived.side).first()
    event = None if case is None else CaseEvent.objects.filter(case=case, message=arrived.message).first()
    if case is None or event is None:
        raise NotThere
    named = next((one for one in opened(case, event).get("files", ()) if one["id"] == str(arrived.file)), None)
    if named is None:
        raise NotThere
    try:
        papers.keep_arrived(
            papers.ArrivedPaper(
                arrived.message, arrived.file, case.id, case.office_id, named["code"], arrived.content
            ),
            by=NODE, subjects=[] if case.person_id is None else [case.person_id], now=arrived.at,
        )  # fmt: skip
    except PaperRefused as refused:
        if refused.sentence == NO_ROOM:
            raise KeepLater from None
        raise
