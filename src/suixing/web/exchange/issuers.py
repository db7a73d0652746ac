"""Who issues passes, as far as this node heard: keys, ages of lists, and who contradicts whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from suixing.kernel.errors import Sentence
from suixing.passes.queries import IssuerSeen, TrustSeen, issuers_seen, trust_seen
from suixing.web.exchange.door import for_operators
from suixing.web.exchange.wording import age, lasted, name_of
from suixing.web.parts import Column, Notice, SummaryRow, Table
from suixing.web.words import in_active_language, number, shown

OLD = timedelta(days=3)
"""Word and lists come daily; for so long a node may be silent before somebody should look."""
THIS_NODE = Sentence("本节点", "this node")
UNKNOWN_FORM = Sentence("无法辨认", "of no known form")
NONE_ISSUES = Sentence("还没有节点签发随行证。", "No node issues passes yet.")
NOT_SIGNED = Sentence("尚未签署", "not signed yet")
GOOD_UNTIL = Sentence("有效至", "good until")
KEYS_IN_ALL = Sentence("{n} 把（撤回 {gone}）", "{n} ({gone} withdrawn)")
LISTED = Sentence("信任", "trusted")
NOT_LISTED = Sentence("未列入", "left out")
TAKEN = Sentence(
    "{name} 使用的签发地址 {iss} 已属 {other}，未列入信任名单：请与对方核对其 SUIXING_PUBLIC_ADDRESS。",
    "{name} issues under {iss}, which belongs to {other}, and is left out of the trust list; have it check its "
    "SUIXING_PUBLIC_ADDRESS.",
)
UNREADABLE = Sentence(
    "{name} 公布的签发信息无法辨认，未列入信任名单：可能须升级本节点或对方节点。",
    "{name}: what it publishes as an issuer is of no known form and is left out; perhaps one of the two nodes must be "
    "upgraded.",
)
LATE = Sentence(
    "{name} 的状态名单最旧的是 {by} 前签署的：此后注销的，本节点不知道。",
    "{name}: its oldest status list was signed {by_en} ago; what was revoked since is not known here.",
)
BAD_LISTS = Sentence("{name} 有 {n} 份状态名单无法读取。", "{name}: {n} status lists cannot be read.")
ALL_WELL = Sentence("没有需要处理的事项", "Nothing needs attention")
TO_LOOK_AT = Sentence("需要处理", "To look at")
COLUMNS = (
    Column(Sentence("节点", "Node")),
    Column(Sentence("签发地址", "Issues under")),
    Column(Sentence("信任名单", "Trust list")),
    Column(Sentence("密钥", "Keys")),
    Column(Sentence("最新密钥", "Newest key")),
    Column(Sentence("最近公布", "Word is of")),
    Column(Sentence("状态名单", "Status lists"), "number"),
    Column(Sentence("最旧一份", "Oldest signed")),
)


@for_operators("GET", "HEAD")
def issuers(request: HttpRequest) -> HttpResponse:
    """Each node that issues passes, contradictions first; and this node's own trust list."""
    now = timezone.now()
    seen, signed = issuers_seen(), trust_seen()
    found = [in_active_language(one) for one in to_look_at(seen, now)]
    page = {
        "here": "exchange",
        "notice": Notice(TO_LOOK_AT, found, "warning") if found else Notice(ALL_WELL, "", "good"),
        "rows": _trust_rows(signed, now),
        "table": Table(
            Sentence("签发随行证的节点", "Nodes that issue passes"), COLUMNS, [_row(one, now) for one in seen],
            empty=NONE_ISSUES,
        ),
    }  # fmt: skip
    return render(request, "exchange/issuers.html", page)


def to_look_at(seen: Sequence[IssuerSeen], now: datetime) -> list[Sentence]:
    """What contradicts itself, what cannot be read, and what is old, in this order."""
    taken = [
        TAKEN.format(name=_name(one), iss=one.iss, other=shown(name_of(one.pinned_to)))
        for one in seen
        if one.iss and not one.listed and one.pinned_to
    ]
    unread = [UNREADABLE.format(name=_name(one)) for one in seen if not one.iss]
    bad = [BAD_LISTS.format(name=_name(one), n=number(one.unreadable)) for one in seen if one.unreadable]
    return [*taken, *unread, *bad, *(_late(one, now) for one in seen if _is_old(one.oldest_list, now))]


def _late(one: IssuerSeen, now: datetime) -> Sentence:
    by = lasted((now - one.oldest_list).total_seconds()) if one.oldest_list else UNKNOWN_FORM
    return LATE.format(name=_name(one), by=by.zh, by_en=by.en)


def _is_old(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at > OLD


def _trust_rows(signed: TrustSeen | None, now: datetime) -> list[SummaryRow]:
    label = Sentence("本节点的信任名单", "This node's trust list")
    if signed is None:
        return [SummaryRow(label, NOT_SIGNED)]
    return [
        SummaryRow(label, [signed.signed_at, age(signed.signed_at, now)]),
        SummaryRow(GOOD_UNTIL, signed.expires_at),
    ]


def _row(one: IssuerSeen, now: datetime) -> list[object]:
    return [
        THIS_NODE if one.own else name_of(one.node),
        one.iss or UNKNOWN_FORM,
        LISTED if one.listed else NOT_LISTED,
        KEYS_IN_ALL.format(n=number(one.keys), gone=number(one.withdrawn)),
        age(one.newest_key, now),
        "" if one.own else age(one.heard_at, now),
        number(one.lists),
        age(one.oldest_list, now),
    ]


def _name(one: IssuerSeen) -> str:
    return shown(THIS_NODE if one.own else name_of(one.node))
