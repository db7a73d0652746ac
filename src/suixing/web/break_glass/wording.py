"""What the pages of emergency openings say about a request."""

from suixing.access.queries import Requested
from suixing.journeys.break_glass import FINDINGS, REASONS, BreakGlassReason, Finding
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.web.parts import SummaryRow

STATES = {
    "waiting": Sentence(zh="等待答复", en="Waiting for an answer"),
    "expired": Sentence(zh="24 小时内无人答复，已失效", en="Nobody answered within 24 hours; it has ended"),
    "declined": Sentence(zh="未获同意", en="Declined"),
    "agreed": Sentence(zh="已同意", en="Agreed"),
    "nothing_held": Sentence(zh="已同意；没有这个号码的登记", en="Agreed; nothing is held under this number"),
    "open": Sentence(zh="已打开", en="Open"),
    "ended": Sentence(zh="已结束", en="Ended"),
}
TONES = {"open": "good", "waiting": "warning", "declined": "bad"}
JUSTIFIED = Sentence(zh="复核：正当", en="Review: justified")
NOT_JUSTIFIED = Sentence(zh="复核：不正当", en="Review: not justified")


def rows_of(requested: Requested) -> list[SummaryRow]:
    """Who asks, why, whom, when, and what a review found."""
    rows = [
        SummaryRow(Sentence(zh="提出人", en="Asked by"), requested.officer),
        SummaryRow(Sentence(zh="提出机构", en="Office that asks"), full_name(requested.office)),
        SummaryRow(Sentence(zh="理由", en="Reason"), REASONS[BreakGlassReason(requested.reason)]),
        SummaryRow(Sentence(zh="由其答复的机构", en="Office that answers"), full_name(requested.second_office)),
        SummaryRow(Sentence(zh="提出时间", en="Asked"), requested.asked_at),
    ]
    if requested.decided_at is not None:
        rows.append(SummaryRow(Sentence(zh="答复", en="Answered"), [requested.decided_by, requested.decided_at]))
    if requested.finding is not None:
        verdict = JUSTIFIED if requested.justified else NOT_JUSTIFIED
        rows.append(SummaryRow(Sentence(zh="上级复核", en="Review"), [verdict, FINDINGS[Finding(requested.finding)]]))
    return rows
