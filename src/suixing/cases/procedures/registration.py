"""Birth registration (V1-V5), at the place where she lives. Local to the office that received the papers.

Any registration is made on its papers: there is no field for an order, a status or a permission, and no step that
refuses but for papers that are false or about another person (V4).
"""

from suixing.cases.procedures.between import WITHDRAWN, S, reason
from suixing.cases.procedures.steps import (
    Field,
    Kind,
    Meet,
    Procedure,
    Resume,
    Side,
    Start,
    State,
    Step,
    Suspend,
    Turn,
    Void,
)

RECEIVED = Field("since", Kind.INSTANT, S("收到材料的时间", "When the papers were received"))
PARTIES = Field("parties", Kind.PARTIES, S("登记的人", "Who is registered and named"))
PAPERS = Field("papers", Kind.PAPERS, S("收到的材料", "Papers received"), needed=False)
TOLD_ON = Field("on", Kind.DAY, S("书面告知日期", "Day on which she was told in writing"))
CAME_ON = Field("on", Kind.DAY, S("补齐日期", "Day on which the papers came"))
MISSING = Field("missing", Kind.SOME_OF, S("缺少的材料", "What is missing"), among="papers_registration")

REGISTRATION = Procedure(
    code="registration",
    title=S("登记事项", "Registration"),
    between=False,
    first="received",
    opening=(PARTIES, PAPERS, RECEIVED),
    opens=(Start("ask", "ask_verification", Side.OWN, since="since"),),
    states={
        "received": State(S("已收到材料", "Papers received"), Turn.OWN),
        "incomplete": State(S("等待本人补充材料", "Waiting for her papers"), Turn.PERSON),
        "verifying": State(S("等待核实", "Waiting for verification"), Turn.ANSWERING),
        "ready": State(S("可以登记", "Ready to be registered"), Turn.OWN),
        "mistaken": State(S("等待本人更正材料", "Waiting for papers to be put right"), Turn.PERSON),
        "registered": State(S("已登记", "Registered"), Turn.NOBODY, closed=True),
        "not_registered": State(S("未予登记", "Not registered"), Turn.NOBODY, closed=True),
        "withdrawn": WITHDRAWN,
    },
    steps={
        "tell_missing": Step(
            Side.OWN,
            ("received",),
            "incomplete",
            S("已书面一次告知缺少的材料", "She was told in writing, at once, what is missing"),
            ("T3", "V4"),
            button=S("一次告知缺少的材料", "Say in writing what is missing"),
            form=(TOLD_ON, MISSING),
            clocks=(Suspend("ask", "on"),),
            once=True,
        ),
        "papers_came": Step(
            Side.OWN,
            ("incomplete",),
            "received",
            S("材料已补齐", "The papers came"),
            ("T3",),
            button=S("材料已补齐", "The papers came"),
            form=(CAME_ON, PAPERS),
            clocks=(Resume("ask", "on"),),
        ),
        "ask": Step(
            Side.OWN,
            ("received",),
            "verifying",
            S("已向户籍地核实", "The home offices were asked"),
            ("V2",),
            button=S("向户籍地核实", "Ask the home offices"),
            form=(
                Field(
                    "questions",
                    Kind.QUESTIONS,
                    S("需要核实的事项", "What needs confirming"),
                    among="identity residence",
                ),
                Field(
                    "names_office",
                    Kind.FLAG,
                    S("本人同意告知对方本机构名称", "She agrees that the other side learns this office's name"),
                    needed=False,
                ),
            ),
            clocks=(Meet("ask"),),
        ),
        "nothing_to_ask": Step(
            Side.OWN,
            ("received",),
            "ready",
            S("无须核实", "Nothing needs verifying"),
            ("V2",),
            button=S("无须核实", "Nothing needs verifying"),
            form=(reason("nothing_to_ask"),),
            clocks=(Meet("ask"), Start("decide", "decide_registration", Side.OWN)),
        ),
        "verified": Step(
            Side.OWN,
            ("verifying",),
            "ready",
            S("核实完成", "Verified"),
            ("V3", "V4"),
            machine=True,
            clocks=(Start("decide", "decide_registration", Side.OWN),),
        ),
        "go_on": Step(
            Side.OWN,
            ("verifying",),
            "ready",
            S("对方逾期未答复，按“核实未完成”办理", "No answer in time: goes on with verification outstanding"),
            ("V3",),
            machine=True,
            clocks=(Start("decide", "decide_registration", Side.OWN),),
        ),
        "register": Step(
            Side.OWN,
            ("ready",),
            "registered",
            S("已登记", "Registered"),
            ("V1", "V4"),
            button=S("登记", "Register"),
            clocks=(Meet("decide"),),
        ),
        "tell_mistaken": Step(
            Side.OWN,
            ("ready",),
            "mistaken",
            S("已书面一次告知有误的材料", "She was told in writing, at once, what is mistaken"),
            ("T3", "V4"),
            button=S("一次告知有误的材料", "Say in writing what is mistaken"),
            form=(TOLD_ON, MISSING),
            clocks=(Suspend("decide", "on"),),
            once=True,
            unless=("tell_missing",),
        ),
        "mended": Step(
            Side.OWN,
            ("mistaken",),
            "ready",
            S("材料已更正", "The papers were put right"),
            ("T3",),
            button=S("材料已更正", "The papers were put right"),
            form=(CAME_ON, PAPERS),
            clocks=(Resume("decide", "on"),),
        ),
        "refuse": Step(
            Side.OWN,
            ("received", "verifying", "ready"),
            "not_registered",
            S("未予登记，已书面告知", "Not registered; told in writing"),
            ("V4",),
            button=S("不予登记", "Do not register"),
            form=(
                reason("refuse_registration"),
                Field(
                    "finding",
                    Kind.TEXT,
                    S("查明的情况（写入决定书）", "What was found (goes into the written decision)"),
                ),
            ),
            clocks=(Void("ask"), Meet("decide")),
        ),
        "withdraw": Step(
            Side.OWN,
            ("received", "incomplete", "verifying", "ready", "mistaken"),
            "withdrawn",
            S("本人撤回", "She withdrew it"),
            ("V1",),
            button=S("撤回", "Withdraw"),
            form=(reason("withdraw_request"),),
            clocks=(Void("ask"), Void("decide")),
        ),
    },
    rules=("V1", "V2", "V3", "V4", "T3"),
)
SEALED_AT_THE_END = ("registered", "not_registered", "withdrawn")
"""How it ends: the file itself goes, and what was made is found by the number on the person's paper only."""
