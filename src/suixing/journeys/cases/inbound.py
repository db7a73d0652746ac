"""What arrives from the other side of a pair, applied to this office's copy; each message once and in its order."""

from suixing.cases import actions as cases
from suixing.cases import messages
from suixing.cases.queries import Side
from suixing.exchange.actions import Handler, Inbound
from suixing.journeys.cases import following


def asked(inbound: Inbound) -> None:
    """The first message of a pair: this office gets its copy."""
    told = messages.read(inbound.kind, inbound.body)
    cases.begin_copy(
        pair=inbound.pair, office=inbound.office, sender_place=inbound.sender_place, told=told, message=inbound.id,
        arrived=inbound.arrived_at, now=inbound.arrived_at,
    )  # fmt: skip


def happened(inbound: Inbound) -> None:
    """The other side did something."""
    told = messages.read(inbound.kind, inbound.body)
    case, changed = cases.receive(
        pair=inbound.pair, office=inbound.office, told=told, side=Side(inbound.side), message=inbound.id,
        arrived=inbound.arrived_at, now=inbound.arrived_at,
    )  # fmt: skip
    if changed:
        following.after_their_step(case, told.step, now=inbound.arrived_at)


def forgotten(inbound: Inbound) -> None:
    """The asking side destroyed its copy at the person's wish: this one's content goes too."""
    messages.read_plain(inbound.kind, inbound.body)
    cases.destroy_copy(pair=inbound.pair, office=inbound.office, now=inbound.arrived_at)


HANDLERS: dict[str, Handler] = {
    messages.KIND_ASKED: asked,
    messages.KIND_EVENT: happened,
    messages.KIND_FORGOTTEN: forgotten,
}
