"""What a listener does with a parcel: it is for this node, or, at the hub, for another one."""

from datetime import datetime

from suixing.exchange.hub.actions import keep_for
from suixing.exchange.nodes.own import is_hub, own_place
from suixing.exchange.post.carriers import Parcel
from suixing.exchange.post.unpacking import unpack


def accept(parcel: Parcel, *, now: datetime) -> str:
    """Take a parcel durably; an empty text, or one word why not: ``wrong_node``."""
    if parcel.node == own_place():
        unpack(parcel, now=now)
        return ""
    if is_hub():
        return keep_for(parcel, now=now)
    return "wrong_node"
