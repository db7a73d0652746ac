"""Verification (V2, V3): one office asks what needs confirming, the other confirms it, or not, or holds no record.

A plain question about identity, residence or entitlement. Nothing in it tells what it is asked for.
"""

from suixing.cases.procedures.between import (
    FILES,
    NAMES_OFFICE,
    PAPERS_LISTED,
    REDIRECTED,
    SENT,
    SUBJECT,
    WITHDRAWN,
    S,
    arrival,
    reason,
    redirection,
    withdrawal,
)
from suixing.cases.procedures.steps import Field, Kind, Meet, Procedure, Side, Start, State, Step, Turn, Void

ANSWER = Start("answer", "answer_verification", Side.ANSWERING)
QUESTIONS = Field(
    "questions", Kind.QUESTIONS, S("需要核实的事项", "What needs confirming"), among="identity residence entitlement"
)
ANSWERS = Field("answers", Kind.ANSWERS, S("答复", "Answers"), among="identity residence entitlement")

VERIFICATION = Procedure(
    code="verification",
    title=S("核实", "Verification"),
    between=True,
    first="sent",
    opening=(SUBJECT, QUESTIONS, NAMES_OFFICE),
    states={
        "sent": SENT,
        "asked": State(S("等待核实", "Waiting for confirmation"), Turn.ANSWERING),
        "partly_answered": State(S("已部分答复", "Answered in part"), Turn.ANSWERING),
        "answered": State(S("已答复", "Answered"), Turn.NOBODY, closed=True),
        "withdrawn": WITHDRAWN,
        "redirected": REDIRECTED,
    },
    steps={
        **arrival(ANSWER, "asked", rules=("V3",)),
        "answer": Step(
            Side.ANSWERING,
            ("asked", "partly_answered"),
            "answered",
            S("已答复", "Answered"),
            ("V3",),
            button=S("答复", "Answer"),
            form=(ANSWERS, PAPERS_LISTED, FILES),
            clocks=(Meet("answer"),),
            crosses=True,
            held=True,
        ),
        "answer_in_part": Step(
            Side.ANSWERING,
            ("asked", "partly_answered"),
            "partly_answered",
            S("对方答复了一部分", "The other office answered a part"),
            ("V3",),
            button=S("先答复一部分", "Answer a part now"),
            form=(ANSWERS, PAPERS_LISTED, FILES),
            crosses=True,
            held=True,
        ),
        "answer_noted": Step(
            Side.ASKING,
            ("sent", "asked"),
            "answered",
            S("已录入对方以其他方式作出的答复", "An answer that came by other means was noted"),
            ("V3", "T2"),
            button=S("录入纸质、传真或电话答复", "Note an answer that came by other means"),
            form=(ANSWERS, Field("channel", Kind.ONE_OF, S("送达方式", "By what channel"), among="channel")),
            clocks=(Meet("answer"),),
        ),
        "ask_again": Step(
            Side.ASKING,
            ("answered", "partly_answered"),
            "sent",
            S("询问方再次询问", "Asked again"),
            ("V2", "V3"),
            button=S("再次询问", "Ask again"),
            form=(reason("ask_again"), QUESTIONS),
            clocks=(Void("answer"),),
            crosses=True,
        ),
        "withdraw": withdrawal(("sent", "asked", "partly_answered"), "answer", rules=("V2",)),
        "redirect": redirection(("asked", "partly_answered"), "answer", rules=("V3",)),
    },
    rules=("V2", "V3", "T2"),
)
