"""Consultation (X2): before a decision that falls on both sides, the other side says what it holds of it."""

from suixing.cases.procedures.between import (
    FILES,
    NAMES_OFFICE,
    OUTSIDE,
    PAPERS_LISTED,
    REDIRECTED,
    SENT,
    SUBJECT,
    WITHDRAWN,
    S,
    arrival,
    outside,
    reason,
    redirection,
    withdrawal,
)
from suixing.cases.procedures.steps import Field, Kind, Meet, Procedure, Side, Start, State, Step, Turn, Void

REPLY = Start("answer", "answer_consultation", Side.ANSWERING)
MATTER = Field("matter", Kind.ONE_OF, S("协商事项", "The matter"), among="consultation_subject")
PROPOSAL = Field("proposal", Kind.ONE_OF, S("本机构的意见", "What this office proposes"), among="consultation_proposal")
POSITION = Field("position", Kind.ONE_OF, S("意见", "Position"), among="consultation_reply")

CONSULTATION = Procedure(
    code="consultation",
    title=S("协商", "Consultation"),
    between=True,
    first="sent",
    opening=(SUBJECT, MATTER, PROPOSAL, NAMES_OFFICE),
    states={
        "sent": SENT,
        "asked": State(S("等待对方意见", "Waiting for the other side's position"), Turn.ANSWERING),
        "accepted": State(S("对方已受理", "Accepted by the other side"), Turn.ANSWERING),
        "returned": State(S("已退回补正", "Returned to be put right"), Turn.ASKING),
        "replied": State(S("已有意见", "Replied"), Turn.NOBODY, closed=True),
        "rejected": State(S("对方未受理", "Rejected by the other side"), Turn.NOBODY, closed=True),
        "outside": OUTSIDE,
        "redirected": REDIRECTED,
        "withdrawn": WITHDRAWN,
    },
    steps={
        **arrival(REPLY, "asked", rules=("X2",)),
        "accept": Step(
            Side.ANSWERING,
            ("asked",),
            "accepted",
            S("对方已受理", "Accepted by the other side"),
            ("X2",),
            button=S("受理", "Accept"),
            crosses=True,
        ),
        "reply": Step(
            Side.ANSWERING,
            ("asked", "accepted"),
            "replied",
            S("已答复意见", "Replied"),
            ("X2",),
            button=S("答复意见", "Reply"),
            form=(POSITION, PAPERS_LISTED, FILES),
            clocks=(Meet("answer"),),
            crosses=True,
            held=True,
        ),
        "outside": outside(("asked", "accepted"), "answer"),
        "reject": Step(
            Side.ANSWERING,
            ("asked",),
            "rejected",
            S("对方未受理", "The other side rejected it"),
            ("X2",),
            button=S("不受理", "Reject"),
            form=(reason("reject_request"),),
            clocks=(Meet("answer"),),
            crosses=True,
        ),
        "return": Step(
            Side.ANSWERING,
            ("asked", "accepted"),
            "returned",
            S("对方退回补正", "The other side returned it"),
            ("X2",),
            button=S("退回补正", "Return to be put right"),
            form=(reason("return_request"),),
            clocks=(Void("answer"),),
            crosses=True,
        ),
        "send_again": Step(
            Side.ASKING,
            ("returned",),
            "sent",
            S("补正后再次发出", "Put right and sent again"),
            ("X2",),
            button=S("补正后发出", "Send again"),
            form=(MATTER, PROPOSAL),
            crosses=True,
        ),
        "redirect": redirection(("asked", "accepted"), "answer", rules=("X2",)),
        "withdraw": withdrawal(("sent", "asked", "accepted", "returned"), "answer", rules=("X2",)),
    },
    rules=("X2", "T2"),
)
