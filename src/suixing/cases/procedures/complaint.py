"""Complaint about an office (A1, A4): anonymous or named, read by the tier that the person chose and by nobody else."""

from suixing.cases.procedures.between import S, reason
from suixing.cases.procedures.steps import (
    Extend,
    Field,
    Keeper,
    Kind,
    Meet,
    Procedure,
    Side,
    Start,
    State,
    Step,
    Turn,
    Void,
)

ABOUT = Field("about", Kind.OFFICE, S("投诉的机构", "The office complained about"))
GROUND = Field("ground", Kind.ONE_OF, S("投诉事由", "Ground"), among="complaint_ground")
TEXT = Field("text", Kind.TEXT, S("情况说明", "What happened"))
RECEIVED = Field("since", Kind.INSTANT, S("收到时间", "When it was received"))
APPEAL = Field("appeal", Kind.FLAG, S("对下级处理不服，请求复核", "An appeal from the tier below"), needed=False)
ANSWER_TEXT = Field("text", Kind.TEXT, S("答复内容（投诉人可见）", "The answer, as the complainant reads it"))

COMPLAINT = Procedure(
    code="complaint",
    title=S("投诉", "Complaint"),
    between=False,
    first="received",
    opening=(ABOUT, GROUND, TEXT, RECEIVED, APPEAL),
    opens=(Start("answer", "answer_complaint", Side.OWN, instead=("appeal", "appeal_complaint"), since="since"),),
    keeper=Keeper.SUPERVISOR,
    opened_by=Keeper.SUPERVISOR,
    states={
        "received": State(S("已收到", "Received"), Turn.OWN),
        "examined": State(S("正在核查", "Being looked into"), Turn.OWN),
        "upheld": State(S("投诉成立", "Upheld"), Turn.NOBODY, closed=True),
        "partially_upheld": State(S("部分成立", "Partially upheld"), Turn.NOBODY, closed=True),
        "rejected": State(S("不成立", "Rejected"), Turn.NOBODY, closed=True),
        "withdrawn": State(S("投诉人已撤回", "Withdrawn by the complainant"), Turn.NOBODY, closed=True),
        "redirected": State(
            S("应由其他层级办理，由投诉人决定是否转交", "Falls to another tier; the complainant decides"),
            Turn.NOBODY,
            closed=True,
        ),
    },
    steps={
        "take_up": Step(
            Side.OWN,
            ("received",),
            "examined",
            S("已受理", "Taken up"),
            ("A1",),
            button=S("受理", "Take up"),
        ),
        "extend": Step(
            Side.OWN,
            ("examined",),
            "examined",
            S("期限已延长", "The limit was extended"),
            ("A1",),
            button=S("延长一次期限", "Extend the limit once"),
            form=(reason("extend_complaint"),),
            clocks=(Extend("answer", "answer_complaint"),),
            once=True,
        ),
        "uphold": Step(
            Side.OWN,
            ("examined",),
            "upheld",
            S("投诉成立", "Upheld"),
            ("A1", "A4"),
            button=S("成立", "Uphold"),
            form=(ANSWER_TEXT,),
            clocks=(Meet("answer"),),
        ),
        "uphold_in_part": Step(
            Side.OWN,
            ("examined",),
            "partially_upheld",
            S("部分成立", "Partially upheld"),
            ("A1", "A4"),
            button=S("部分成立", "Uphold in part"),
            form=(ANSWER_TEXT,),
            clocks=(Meet("answer"),),
        ),
        "reject": Step(
            Side.OWN,
            ("examined",),
            "rejected",
            S("不成立", "Rejected"),
            ("A1",),
            button=S("不成立", "Reject"),
            form=(reason("reject_complaint"), ANSWER_TEXT),
            clocks=(Meet("answer"),),
        ),
        "redirect": Step(
            Side.OWN,
            ("received", "examined"),
            "redirected",
            S("应由其他层级办理，由投诉人决定是否转交", "Falls to another tier; the complainant decides"),
            ("A1",),
            button=S("应由其他层级办理", "It falls to another tier"),
            form=(Field("office", Kind.OFFICE, S("应由哪个机构办理", "Which office it falls to")), ANSWER_TEXT),
            clocks=(Void("answer"),),
        ),
        "withdraw": Step(
            Side.OWN,
            ("received", "examined"),
            "withdrawn",
            S("投诉人已撤回", "Withdrawn by the complainant"),
            ("A1",),
            clocks=(Void("answer"),),
            machine=True,
        ),
    },
    rules=("A1", "A4"),
)
