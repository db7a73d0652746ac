"""What arrives from the other side of a pair, applied to this office's copy; each message once and in its order."""

from suixing.cases import actions as cases
from suixing.cases.queries import (
    KIND_ASKED,
    KIND_EVENT,
    KIND_FORGOTTEN,
    KIND_MET,
    KIND_RAISED,
    Side,
    read_event,
    read_plain,
)
from suixing.exchange.actions import Handler, Inbound
from suixing.journeys.cases import files, following, raising


def asked(inbound: Inbound) -> None:
    """The first message of a pair: this office gets its copy."""
    told = read_event(inbound.kind, inbound.body)
    cases.begin_copy(
        pair=inbound.pair, office=inbound.office, sender_place=inbound.sender_place, told=told, message=inbound.id,
        arrived=inbound.arrived_at, now=inbound.arrived_at,
    )  # fmt: skip
    if told.step:
        files.expect(inbound, told.content)


def happened(inbound: Inbound) -> None:
    """The other side did something."""
    told = read_event(inbound.kind, inbound.body)
    case, changed = cases.receive(
        pair=inbound.pair, office=inbound.office, told=told, side=Side(inbound.side), message=inbound.id,
        arrived=inbound.arrived_at, now=inbound.arrived_at,
    )  # fmt: skip
    if changed:
        files.expect(inbound, told.content)
        following.after_their_step(case, told.step, at=min(told.at, inbound.arrived_at), now=inbound.arrived_at)


def forgotten(inbound: Inbound) -> None:
    """The asking side destroyed its copy at the person's wish: this one's content goes too."""
    read_plain(inbound.kind, inbound.body)
    cases.destroy_copy(pair=inbound.pair, office=inbound.office, now=inbound.arrived_at)


HANDLERS: dict[str, Handler] = {
    KIND_ASKED: asked,
    KIND_EVENT: happened,
    KIND_FORGOTTEN: forgotten,
    KIND_RAISED: raising.raised,
    KIND_MET: raising.met,
}
