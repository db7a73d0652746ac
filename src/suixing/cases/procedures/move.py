"""Move (G2): the office at the new place takes over. Until it accepts, the office at the old place serves her.

Who serves her is read off the state: there is no moment at which it is nobody or both. Where it is taken back and taken
over at the same time, it is taken over: she is registered there already.
"""

from suixing.cases.procedures.between import FILES, SENT, SUBJECT, WITHDRAWN, S, arrival, reason
from suixing.cases.procedures.steps import Field, Kind, Meet, Procedure, Side, Start, State, Step, Turn, Void

ACCEPT = Start("accept", "accept_move", Side.ANSWERING)
TO = Field("division", Kind.DIVISION, S("迁往何处", "Where she moves"))
ON = Field("moved_on", Kind.DAY, S("迁往日期", "Since when"))
HOME = Field("home", Kind.DIVISION, S("户籍地", "Home place"))
CONSENT_ON = Field("consent_on", Kind.DAY, S("本人同意由对方登记的日期", "When she agreed to be registered there"))
CONSENT_WAY = Field("consent_way", Kind.ONE_OF, S("同意的方式", "How she agreed"), among="consent_way")

MOVE = Procedure(
    code="move",
    title=S("迁移交接", "Move"),
    between=True,
    first="sent",
    opening=(SUBJECT, HOME, TO, ON, CONSENT_ON, CONSENT_WAY),
    states={
        "sent": SENT,
        "offered": State(S("等待对方接收", "Waiting to be accepted"), Turn.ANSWERING),
        "returned": State(S("已退回补正", "Returned to be put right"), Turn.ASKING),
        "accepted": State(S("已由对方接收", "Taken over by the other side"), Turn.NOBODY, closed=True),
        "rejected": State(
            S("对方未接收，仍由原机构服务", "Not taken over; the first office goes on serving"),
            Turn.NOBODY,
            closed=True,
        ),
        "withdrawn": WITHDRAWN,
    },
    steps={
        **arrival(ACCEPT, "offered", rules=("G2",)),
        "accept": Step(
            Side.ANSWERING,
            ("offered",),
            "accepted",
            S("对方已接收，从此由其服务", "Taken over: served there from now on"),
            ("G2",),
            button=S("接收", "Take over"),
            clocks=(Meet("accept"),),
            crosses=True,
            over=("withdrawn",),
        ),
        "reject": Step(
            Side.ANSWERING,
            ("offered",),
            "rejected",
            S("对方未接收", "The other side did not take over"),
            ("G2",),
            button=S("不接收", "Do not take over"),
            form=(reason("reject_move"),),
            clocks=(Meet("accept"),),
            crosses=True,
        ),
        "return": Step(
            Side.ANSWERING,
            ("offered",),
            "returned",
            S("对方退回补正", "The other side returned it"),
            ("G2",),
            button=S("退回补正", "Return to be put right"),
            form=(reason("return_request"),),
            clocks=(Void("accept"),),
            crosses=True,
        ),
        "offer_again": Step(
            Side.ASKING,
            ("returned",),
            "sent",
            S("补正后再次交接", "Put right and offered again"),
            ("G2",),
            button=S("补正后发出", "Offer again"),
            form=(TO, ON, FILES),
            crosses=True,
        ),
        "withdraw": Step(
            Side.ASKING,
            ("sent", "offered", "returned"),
            "withdrawn",
            S("已撤回，仍由原机构服务", "Withdrawn; the first office goes on serving"),
            ("G2",),
            button=S("撤回", "Withdraw"),
            form=(reason("withdraw_request"),),
            clocks=(Void("accept"),),
            crosses=True,
        ),
    },
    rules=("G2", "T2"),
)
SERVED_BY_RECEIVER = ("accepted",)
"""States in which the answering office serves her; in every other one it is the asking office."""
