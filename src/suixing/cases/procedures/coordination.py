"""Coordination (T5): a clock ran out; first the two talk, then the lowest office above both sees to it.

It knows whose clock ran and by how much. It knows no person, no paper and no question.
"""

from suixing.cases.procedures.between import S, reason
from suixing.cases.procedures.steps import Field, Keeper, Kind, Meet, Procedure, Side, Start, State, Step, Turn, Void

LATE = Field("late", Kind.OFFICE, S("逾期机构", "The office that is late"))
WAITING = Field("waiting", Kind.OFFICE, S("等待的机构", "The office that waits"))
WHICH = Field("duty", Kind.ONE_OF, S("逾期的职责", "Which duty"), among="duty")
DUE = Field("due", Kind.INSTANT, S("到期时间", "When it was due"))

COORDINATION = Procedure(
    code="coordination",
    title=S("协调", "Coordination"),
    between=False,
    first="opened",
    opening=(LATE, WAITING, WHICH, DUE),
    opens=(Start("coordinate", "coordinate", Side.OWN),),
    keeper=Keeper.SUPERVISOR,
    opened_by=Keeper.SUPERVISOR,
    states={
        "opened": State(S("待协调", "To be coordinated"), Turn.OWN),
        "reminded": State(S("已督促", "The late office was reminded"), Turn.OWN),
        "settled": State(S("已办结", "Settled"), Turn.NOBODY, closed=True),
        "passed_up": State(S("已报上一级", "Passed up one tier"), Turn.NOBODY, closed=True),
    },
    steps={
        "remind": Step(
            Side.OWN,
            ("opened",),
            "reminded",
            S("已督促逾期机构", "The late office was reminded"),
            ("T5",),
            button=S("督促", "Remind"),
            clocks=(Meet("coordinate"),),
        ),
        "settle": Step(
            Side.OWN,
            ("opened", "reminded"),
            "settled",
            S("已办结", "Settled"),
            ("T5",),
            button=S("办结", "Settled"),
            form=(reason("settlement"),),
            clocks=(Meet("coordinate"),),
        ),
        "answered": Step(
            Side.OWN,
            ("opened", "reminded"),
            "settled",
            S("逾期机构已履行", "The late office has acted"),
            ("T5",),
            machine=True,
            clocks=(Void("coordinate"),),
        ),
        "pass_up": Step(
            Side.OWN,
            ("opened", "reminded"),
            "passed_up",
            S("已报上一级", "Passed up one tier"),
            ("T5",),
            button=S("报上一级", "Pass up one tier"),
            clocks=(Meet("coordinate"),),
        ),
    },
    rules=("T5",),
)
