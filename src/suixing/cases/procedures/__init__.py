"""The procedures, one literal table each; ``docs/states/`` is generated from them."""

from suixing.cases.procedures.complaint import COMPLAINT
from suixing.cases.procedures.consultation import CONSULTATION
from suixing.cases.procedures.coordination import COORDINATION
from suixing.cases.procedures.move import MOVE
from suixing.cases.procedures.notification import NOTIFICATION
from suixing.cases.procedures.pass_application import PASS_APPLICATION
from suixing.cases.procedures.registration import REGISTRATION
from suixing.cases.procedures.request import REQUEST
from suixing.cases.procedures.steps import Keeper, Kind, Procedure, Side, Step, Turn
from suixing.cases.procedures.verification import VERIFICATION

__all__ = ["PROCEDURES", "Keeper", "Kind", "Procedure", "Side", "Step", "Turn", "procedure"]

PROCEDURES: dict[str, Procedure] = {
    one.code: one
    for one in (
        VERIFICATION,
        REGISTRATION,
        NOTIFICATION,
        REQUEST,
        CONSULTATION,
        MOVE,
        PASS_APPLICATION,
        COMPLAINT,
        COORDINATION,
    )
}


def procedure(code: str) -> Procedure:
    """The table of a procedure; KeyError for none of ours."""
    return PROCEDURES[code]
