"""The roll of this node's offices: what other nodes may know of them is how they are reached."""

from datetime import datetime

from suixing.directory.queries import contacts
from suixing.exchange.actions import tell_offices
from suixing.exchange.queries import OnTheRoll
from suixing.places.queries import open_offices


def tell_other_nodes(*, now: datetime) -> bool:
    """Sign the roll anew where an office opened or changed how it is reached, and spread it; whether it did."""
    held = contacts()
    roll = []
    for code in open_offices():
        known = held.get(code)
        roll.append(
            OnTheRoll(
                code, known.telephone, known.address_zh, known.hours_zh, known.address_en, known.hours_en
            ) if known else OnTheRoll(code)
        )  # fmt: skip
    return tell_offices(roll, now=now)
