"""What comparing with other nodes found: the list, one statement, and what both nodes signed of it as a file."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.exchange import queries
from suixing.exchange.queries import ListStated, StatementSeen
from suixing.kernel.errors import Sentence
from suixing.web.exchange.door import for_operators
from suixing.web.exchange.wording import name_of
from suixing.web.parts import Column, Link, SummaryRow, Table
from suixing.web.words import in_active_language, moment, number

COLUMNS = (
    Column(Sentence("核对时间", "Compared")),
    Column(Sentence("节点", "Node")),
    Column(Sentence("所核对的期间", "What was exchanged")),
    Column(Sentence("消息数", "Messages"), "number"),
    Column(Sentence("结果", "Result")),
    Column(Sentence("对方缺", "Missing there"), "number"),
    Column(Sentence("本节点缺", "Missing here"), "number"),
)
TITLE = Sentence("核对结果", "What comparing found")
NONE_YET = Sentence(
    "还没有核对过。每天自动核对一次；也可运行 suixing exchange reconcile。",
    "Nothing was compared yet. It is done daily by itself, and by suixing exchange reconcile.",
)
WAITING = Sentence("等候对方答复", "not answered yet")
EQUAL = Sentence("一致", "equal")
SETTLED = Sentence("曾有差异，后已一致", "differed, and was equal later")
DIFFERED = Sentence("有差异，缺失的正在补送", "differs; what is missing is on its way")
TO_LOOK_AT = Sentence("有差异，{n} 条不能自动补齐", "differs; {n} cannot be settled by sending again")
PART = Sentence(
    "差异太多，一次未列完；一小时后继续。", "More differed than one answer lists; it goes on within the hour."
)
HERE = Sentence("本节点", "this node")
ASKED = Sentence("发起方", "Begun by")
MEANINGS = (
    ("lacking_there", Sentence("对方缺少，已补送", "Missing there, sent again")),
    ("lacking_here", Sentence("本节点缺少，已向对方取回", "Missing here, fetched from there")),
    ("evidence", Sentence("只缺凭证，已补齐", "Only evidence was missing, told again")),
    ("conflicts", Sentence("两边都有而内容不同", "Held on both sides and not the same")),
    ("lost", Sentence("两边都已没有内容，无法补送", "Held by nobody any more, cannot be sent")),
)
NOT_STATED = Sentence("对方尚未签署", "the other node has not signed yet")


def comparisons_table(rows: Sequence[StatementSeen]) -> Table:
    """The newest statements, as a table."""
    return Table(TITLE, COLUMNS, [_row(one) for one in rows], empty=NONE_YET)


def _row(one: StatementSeen) -> list[object]:
    at = Link(reverse("exchange_statement", args=[one.round]), moment(one.at))
    days = [timezone.localtime(one.since).date(), timezone.localtime(one.until).date()]
    return [
        at, name_of(one.node), days, number(one.messages), result_of(one),
        number(one.lacking_there), number(one.lacking_here),
    ]  # fmt: skip


def result_of(one: StatementSeen) -> Sentence:
    """In one sentence."""
    if one.equal is None:
        return WAITING
    if one.equal:
        return EQUAL
    if one.conflicts or one.lost:
        return TO_LOOK_AT.format(n=number(one.conflicts + one.lost))
    return DIFFERED if one.settled_at is None else SETTLED


@for_operators("GET", "HEAD")
def statements(request: HttpRequest) -> HttpResponse:
    """The newest hundred, with all nodes."""
    shown = {"here": "exchange", "table": comparisons_table(queries.compared())}
    return render(request, "exchange/statements.html", shown)


@for_operators("GET", "HEAD")
def statement(request: HttpRequest, number: UUID) -> HttpResponse:
    """One comparison: what either node lists, and what was missing."""
    found = queries.comparison(number)
    if found is None:
        raise Http404
    one, ours, theirs = found
    shown = {
        "here": "exchange",
        "name": name_of(one.node),
        "round": one.round,
        "rows": _rows(one),
        "sides": [(in_active_language(HERE), _side(ours)), (name_of(one.node), _side(theirs))],
        "part": None if one.complete else PART,
    }
    return render(request, "exchange/statement.html", shown)


def _rows(one: StatementSeen) -> list[SummaryRow]:
    rows = [
        SummaryRow(Sentence("结果", "Result"), result_of(one)),
        SummaryRow(Sentence("核对时间", "Compared"), one.at),
        SummaryRow(ASKED, HERE if one.asked else name_of(one.node)),
        SummaryRow(Sentence("所核对的期间，起", "What was exchanged from"), one.since),
        SummaryRow(Sentence("所核对的期间，止", "until"), one.until),
    ]
    if one.equal is False:
        rows += [SummaryRow(means, number(getattr(one, name))) for name, means in MEANINGS]
        rows.append(SummaryRow(Sentence("此后已一致", "Equal since"), one.settled_at or Sentence("尚未", "not yet")))
    return rows


def _side(stated: ListStated | None) -> list[SummaryRow]:
    if stated is None:
        return [SummaryRow(Sentence("陈述", "Statement"), NOT_STATED)]
    return [
        SummaryRow(Sentence("列有的消息", "Messages listed"), number(stated.messages)),
        SummaryRow(Sentence("清单摘要", "Digest of the list"), _grouped(stated.digest)),
        SummaryRow(Sentence("签署时间", "Signed"), stated.at),
        SummaryRow(Sentence("签署公钥", "Signed by the key"), _grouped(stated.signed_by)),
    ]


def _grouped(digits: str) -> str:
    """Digits in groups, to be compared by eye and to fit a narrow page."""
    return " ".join(digits[start : start + 8] for start in range(0, len(digits), 8))


@for_operators("GET", "HEAD")
def statement_file(request: HttpRequest, number: UUID) -> HttpResponse:  # noqa: ARG001 - nothing in it is looked at
    """What both nodes signed, with keys and the commands to check it; anybody may see it."""
    made = queries.comparison_file(number, now=timezone.now())
    if made is None:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="comparison.zip"'}
    return HttpResponse(made, content_type="application/zip", headers=headers)
