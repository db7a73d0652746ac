"""Request for information or help (X1): closed questions and listed papers, seen by the person before it leaves."""

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
)
from suixing.cases.procedures.steps import Extend, Field, Kind, Meet, Procedure, Side, Start, State, Step, Turn, Void

ANSWER = Start("answer", "answer_request", Side.ANSWERING, by="marked")
QUESTIONS = Field(
    "questions", Kind.QUESTIONS, S("需要了解的事项", "What is asked"), among="identity residence entitlement document"
)
ANSWERS = Field("answers", Kind.ANSWERS, S("答复", "Answers"), among="identity residence entitlement document")
WANTED = Field("wanted", Kind.PAPERS, S("请对方提供的材料", "Papers asked for"), among="copies", needed=False)
MARKED = Field("marked", Kind.ONE_OF, S("缓急", "How urgent"), among="urgency", needed=False)
SHOWN = Field("way", Kind.ONE_OF, S("以何种方式给本人看过", "How she saw it"), among="shown_way")

REQUEST = Procedure(
    code="request",
    title=S("协助", "Request"),
    between=True,
    first="drafted",
    opening=(SUBJECT, QUESTIONS, WANTED, MARKED, NAMES_OFFICE),
    states={
        "drafted": State(S("待本人看过", "To be seen by the person"), Turn.ASKING),
        "sent": SENT,
        "asked": State(S("等待对方受理", "Waiting to be accepted"), Turn.ANSWERING),
        "accepted": State(S("对方已受理", "Accepted by the other side"), Turn.ANSWERING),
        "returned": State(S("已退回补正", "Returned to be put right"), Turn.ASKING),
        "answered": State(S("已答复", "Answered"), Turn.NOBODY, closed=True),
        "rejected": State(S("对方未受理", "Rejected by the other side"), Turn.NOBODY, closed=True),
        "outside": OUTSIDE,
        "redirected": REDIRECTED,
        "withdrawn": WITHDRAWN,
    },
    steps={
        "show": Step(
            Side.ASKING,
            ("drafted", "returned"),
            "sent",
            S("本人看过后发出", "Seen by the person, then sent"),
            ("X1",),
            button=S("本人已看过，发出", "She has seen it: send"),
            form=(SHOWN, FILES),
            crosses=True,
            held=True,
        ),
        **arrival(ANSWER, "asked", rules=("X1",)),
        "accept": Step(
            Side.ANSWERING,
            ("asked",),
            "accepted",
            S("对方已受理", "Accepted by the other side"),
            ("X1",),
            button=S("受理", "Accept"),
            crosses=True,
        ),
        "answer": Step(
            Side.ANSWERING,
            ("asked", "accepted"),
            "answered",
            S("已答复", "Answered"),
            ("X1",),
            button=S("答复", "Answer"),
            form=(ANSWERS, PAPERS_LISTED, FILES),
            clocks=(Meet("answer"),),
            crosses=True,
            held=True,
        ),
        "extend": Step(
            Side.ANSWERING,
            ("accepted",),
            "accepted",
            S("对方延长了期限", "The other side extended the limit"),
            ("X1",),
            button=S("延长一次期限", "Extend the limit once"),
            form=(reason("extend_request"),),
            clocks=(Extend("answer", "answer_request"),),
            crosses=True,
            once=True,
        ),
        "outside": outside(("asked", "accepted"), "answer"),
        "reject": Step(
            Side.ANSWERING,
            ("asked",),
            "rejected",
            S("对方未受理", "The other side rejected it"),
            ("X1",),
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
            ("X1",),
            button=S("退回补正", "Return to be put right"),
            form=(reason("return_request"),),
            clocks=(Void("answer"),),
            crosses=True,
        ),
        "redirect": redirection(("asked", "accepted"), "answer", rules=("X1",)),
        "withdraw": Step(
            Side.ASKING,
            ("drafted", "sent", "asked", "accepted", "returned"),
            "withdrawn",
            S("询问方已撤回", "The asking office withdrew it"),
            ("X1",),
            button=S("撤回", "Withdraw"),
            form=(reason("withdraw_request"),),
            clocks=(Void("answer"),),
            crosses=True,
        ),
    },
    rules=("X1", "T2"),
)
