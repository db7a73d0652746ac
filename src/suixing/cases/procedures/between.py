"""Steps and states that several procedures between two offices share."""

from dataclasses import replace

from suixing.cases.procedures.steps import (
    Effect,
    Field,
    Kind,
    Meet,
    Side,
    Start,
    State,
    Step,
    Turn,
    Void,
)
from suixing.kernel.errors import Sentence

S = Sentence

SUBJECT = Field("subject", Kind.SUBJECT, S("本人", "The person"))
NAMES_OFFICE = Field(
    "names_office",
    Kind.FLAG,
    S("本人同意告知对方本机构名称", "She agrees that the other side learns this office's name"),
    needed=False,
)
OTHER_OFFICE = Field("office", Kind.OFFICE, S("应由哪个机构办理", "Which office it falls to"))
PAPERS_LISTED = Field("papers", Kind.PAPERS, S("所附材料", "Papers attached"), among="copies", needed=False)
FILES = Field("files", Kind.FILES, S("随附的文件", "Files sent along"), among="copies", needed=False)
ARRIVED_AT = Field("at", Kind.INSTANT, S("送达时间", "When it arrived"))
CHANNEL = Field("channel", Kind.ONE_OF, S("送达方式", "By what channel"), among="channel")

SENT = State(S("已发出，等待送达", "Sent, not yet arrived"), Turn.ANSWERING)
WITHDRAWN = State(S("已撤回", "Withdrawn"), Turn.NOBODY, closed=True)
REDIRECTED = State(S("已转由主管机构办理", "Falls to another office"), Turn.NOBODY, closed=True)
OUTSIDE = State(S("不属于可以询问的范围", "Outside what may be asked"), Turn.NOBODY, closed=True)


def reason(among: str, name: str = "reason") -> Field:
    """A reason from the rule book's list ``among``."""
    return Field(name, Kind.ONE_OF, S("理由", "Reason"), among=among)


def arrival(duty: Start, to: str, *, rules: tuple[str, ...]) -> dict[str, Step]:
    """The request arrives at the other office: by the exchange, or on paper with its evidence (T2)."""
    duty = replace(duty, since="at")
    return {
        "arrive": Step(
            Side.ANSWERING, ("sent",), to, S("询问已送达", "The request arrived"), ("T2", *rules),
            form=(ARRIVED_AT,), clocks=(duty,), crosses=True, machine=True,
        ),
        "note_arrival": Step(
            Side.ASKING, ("sent",), to,
            S("已登记送达（纸质、传真或电话）", "Its arrival by other means was noted"), ("T2", *rules),
            button=S("登记送达凭证", "Note how it arrived"), form=(CHANNEL, ARRIVED_AT), clocks=(duty,),
        ),
    }  # fmt: skip


def withdrawal(before: tuple[str, ...], *duties: str, rules: tuple[str, ...]) -> Step:
    """The asking office takes its request back."""
    effects: tuple[Effect, ...] = tuple(Void(duty) for duty in duties)
    return Step(
        Side.ASKING,
        before,
        "withdrawn",
        S("询问方已撤回", "The asking office withdrew it"),
        rules,
        button=S("撤回", "Withdraw"),
        form=(reason("withdraw_request"),),
        clocks=effects,
        crosses=True,
    )


def redirection(before: tuple[str, ...], duty: str, *, rules: tuple[str, ...]) -> Step:
    """It falls to another office: this one's duty is done; the other one's clock begins when it arrives there."""
    return Step(
        Side.ANSWERING,
        before,
        "redirected",
        S("对方告知：应由其他机构办理", "The other side says that it falls to another office"),
        rules,
        button=S("转由主管机构", "It falls to another office"),
        form=(OTHER_OFFICE,),
        clocks=(Meet(duty),),
        crosses=True,
    )


def outside(before: tuple[str, ...], duty: str) -> Step:
    """A complete answer, which meets the clock and counts against nobody (X1)."""
    return Step(
        Side.ANSWERING,
        before,
        "outside",
        S("答复：不属于可以询问的范围", "Answered: outside what may be asked"),
        ("X1",),
        button=S("不属于可以询问的范围", "Outside what may be asked"),
        form=(reason("no_answer_possible"),),
        clocks=(Meet(duty),),
        crosses=True,
        held=True,
    )
