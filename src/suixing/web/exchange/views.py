"""The exchange at a glance, one node with its keys, and what travelled."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.exchange import queries
from suixing.exchange.queries import Dues, FileCounts, KeySeen, NodeSeen, Queue, TrafficSeen, Waiting
from suixing.kernel.errors import Sentence
from suixing.rules.counting import CHINA
from suixing.web.exchange.chart import WAYS as COLOURS
from suixing.web.exchange.chart import by_day, chart_of
from suixing.web.exchange.compared import comparisons_table
from suixing.web.exchange.door import for_operators
from suixing.web.exchange.warnings import warnings_of
from suixing.web.exchange.wording import KINDS, ROLES, STATES, WAYS, age, clock, lasted, name_of, word
from suixing.web.parts import Column, Link, Notice, SummaryRow, Table
from suixing.web.words import number

DAYS = 30
BEGINNINGS = ("first", "renewed")
"""Kinds of key whose fingerprint people compare."""
OWN = Sentence("{state}（本节点）", "{state_en} (this node)")
NEVER = Sentence("尚未收到", "never yet")
ALONE = Sentence(
    "本节点单独运行，没有加入节点间交换；下面只有本节点内各机构之间的消息。",
    "This node stands alone and has no part among others. Below are messages between its own offices only.",
)
NONE_KNOWN = Sentence("没有其他节点。", "No other node is known.")
NOTHING_TRAVELLED = Sentence("近 30 天没有往来。", "Nothing travelled in the last 30 days.")
ALL_WELL = Sentence("没有需要处理的事项", "Nothing needs attention")
TO_LOOK_AT = Sentence("需要处理", "To look at")
IN_ALL = Sentence("{n} 件", "{n} in all")
SINCE = Sentence("{n} 件，最久 {age}", "{n}, the oldest for {age_en}")
FILES = Sentence(
    "正在接收 {coming}，内容不符而重取 {spoiled} 次，未能接收 {refused}",
    "{coming} on their way here, {spoiled} times thrown away for a wrong digest, {refused} that will not come",
)
DIRECTORY = Sentence("第 {version} 版", "version {version}")
NODES = (
    Column(Sentence("节点", "Node")),
    Column(Sentence("状态", "State")),
    Column(Sentence("最近收到", "Last heard")),
    Column(Sentence("待发", "Leaving"), "number"),
    Column(Sentence("受阻", "Failing"), "number"),
    Column(Sentence("最久等待", "Oldest waits")),
    Column(Sentence("中转", "In transit"), "number"),
    Column(Sentence("时钟", "Clock")),
    Column(Sentence("版本", "Software")),
)
KEYS = (
    Column(Sentence("序号", "Number"), "number"),
    Column(Sentence("来历", "Kind")),
    Column(Sentence("启用", "Since")),
    Column(Sentence("已用", "Age")),
    Column(Sentence("目前有效", "Good now")),
    Column(Sentence("指纹", "Fingerprint")),
)
YES = Sentence("是", "yes")
NO = Sentence("否", "no")
MEGABYTES = Sentence("兆字节", "MB")
COUNTS = (*(Column(said, "number") for said in WAYS.values()), Column(MEGABYTES, "number"))
BY_DAY = (Column(Sentence("日期", "Day")), *COUNTS)
BY_NODE = (Column(Sentence("节点", "Node")), *COUNTS)


@for_operators("GET", "HEAD")
def overview(request: HttpRequest) -> HttpResponse:
    """What needs attention, what waits, and all nodes."""
    now = timezone.now()
    alone = queries.stands_alone()
    nodes, due, waiting = queries.nodes(), queries.dues(), queries.waiting_for_operator(now)
    found = warnings_of(nodes, due, waiting, now)
    notice = Notice(TO_LOOK_AT, found, "warning") if found else Notice(ALL_WELL, "", "good")
    shown = {
        "here": "exchange",
        "notice": notice,
        "alone": ALONE if alone else None,
        "rows": [*_waits(waiting, due, now), *_files(queries.files_for_operator())],
        "stuck": due.dead + due.parcels.failing + due.transit.failing,
        "table": Table(Sentence("节点", "Nodes"), NODES, [_node_row(one, now) for one in nodes], empty=NONE_KNOWN),
    }
    return render(request, "exchange/overview.html", shown)


def _waits(waiting: Waiting | None, due: Dues, now: datetime) -> list[SummaryRow]:
    rows = []
    if waiting is not None:
        rows = [
            SummaryRow(Sentence("可撤回期内的消息", "Messages that can be taken back"), number(waiting.held_back)),
            SummaryRow(
                Sentence("待发出的消息", "Messages to leave"), _counted(waiting.to_leave, waiting.oldest_to_leave)
            ),
            SummaryRow(
                Sentence("已发出、尚无回执", "Sent, not receipted yet"),
                _counted(waiting.unreceipted, waiting.oldest_unreceipted),
            ),
            SummaryRow(
                Sentence("到达、待办理", "Arrived, to be handled"),
                _counted(waiting.to_handle, waiting.oldest_to_handle),
            ),
            SummaryRow(Sentence("等候未到的前一条", "Waiting for one that has not arrived"), number(waiting.gaps)),
        ]
    return [
        *rows,
        SummaryRow(Sentence("待发出的包裹", "Parcels to leave"), _queue(due.parcels, now)),
        SummaryRow(Sentence("中转的包裹", "Parcels in transit"), _queue(due.transit, now)),
        SummaryRow(Sentence("节点名录", "Directory of nodes"), _directory(due)),
    ]


def _files(files: FileCounts | None) -> list[SummaryRow]:
    if files is None:
        return []
    said = FILES.format(coming=number(files.coming), spoiled=number(files.spoiled), refused=number(files.refused))
    return [SummaryRow(Sentence("随附文件", "Files that go along"), said)]


def _counted(count: int, seconds: float | None) -> Sentence:
    if not count or seconds is None:
        return IN_ALL.format(n=number(count))
    oldest = lasted(seconds)
    return SINCE.format(n=number(count), age=oldest.zh, age_en=oldest.en)


def _queue(queue: Queue, now: datetime) -> Sentence:
    return _counted(queue.waiting, (now - queue.oldest).total_seconds() if queue.oldest else None)


def _directory(due: Dues) -> object:
    return [DIRECTORY.format(version=due.directory), due.adopted_at] if due.directory else Sentence("没有", "none")


def _node_row(one: NodeSeen, now: datetime) -> list[object]:
    return [
        Link(reverse("exchange_node", args=[one.place]), name_of(one.place)),
        _state(one),
        "" if one.own else one.heard_at or NEVER,
        number(one.leaving.waiting),
        number(one.leaving.failing),
        age(min(filter(None, (one.leaving.oldest, one.passing.oldest)), default=None), now),
        number(one.passing.waiting),
        clock(one.skew),
        one.software,
    ]


def _state(one: NodeSeen) -> Sentence:
    state = word(STATES, one.state)
    return OWN.format(state=state.zh, state_en=state.en) if one.own else state


@for_operators("GET", "HEAD")
def node(request: HttpRequest, place: str) -> HttpResponse:
    """One node: how it keeps up, its keys with fingerprints to compare, what travelled to it."""
    now = timezone.now()
    one = queries.node_of(place) if len(place) == 2 else None
    if one is None:
        raise Http404
    keys = queries.keys_of(place, now)
    shown = {
        "here": "exchange",
        "name": name_of(place),
        "rows": _node_rows(one, now),
        "fingerprint": next((key.fingerprint for key in keys if key.kind in BEGINNINGS), ""),
        "keys": Table(Sentence("密钥", "Keys"), KEYS, [_key_row(key, now) for key in keys]),
        "table": _by_day_table(queries.traffic(now, node=place)),
        "compared": comparisons_table(queries.compared(node=place)),
    }
    return render(request, "exchange/node.html", shown)


def _node_rows(one: NodeSeen, now: datetime) -> list[SummaryRow]:
    return [
        SummaryRow(Sentence("角色", "Role"), word(ROLES, one.role)),
        SummaryRow(Sentence("状态", "State"), _state(one)),
        SummaryRow(Sentence("接收地址", "Listener"), one.url),
        SummaryRow(Sentence("直连", "Direct link"), YES if one.direct else NO),
        SummaryRow(Sentence("版本", "Software"), one.software),
        SummaryRow(Sentence("加入", "Joined"), one.joined_at),
        SummaryRow(Sentence("最近收到", "Last heard"), "" if one.own else one.heard_at or NEVER),
        SummaryRow(Sentence("时钟（与本节点相比）", "Clock, beside ours"), clock(one.skew)),
        SummaryRow(Sentence("机构数", "Offices"), "" if one.own else number(one.offices)),
        SummaryRow(Sentence("待发出的包裹", "Parcels to leave"), _queue(one.leaving, now)),
        SummaryRow(Sentence("中转的包裹", "Parcels in transit"), _queue(one.passing, now)),
    ]


def _key_row(key: KeySeen, now: datetime) -> list[object]:
    return [
        key.number, word(KINDS, key.kind), key.at, age(key.at, now), YES if key.good else NO, key.fingerprint,
    ]  # fmt: skip


@for_operators("GET", "HEAD")
def traffic(request: HttpRequest) -> HttpResponse:
    """Parcels by day, as a chart and as a table, and by node."""
    now = timezone.now()
    seen = queries.traffic(now, days=DAYS)
    shown = {
        "here": "exchange",
        "chart": chart_of(by_day(seen), last=now.astimezone(CHINA).date(), days=DAYS),
        "legend": [(colour, WAYS[way], 240 + at * 140) for at, (way, colour) in enumerate(COLOURS.items())],
        "table": _by_day_table(seen),
        "nodes": Table(
            Sentence("近 30 天，按节点", "The last 30 days, by node"), BY_NODE, _by_node(seen), empty=NOTHING_TRAVELLED
        ),
    }
    return render(request, "exchange/traffic.html", shown)


def _by_day_table(seen: Sequence[TrafficSeen]) -> Table:
    rows = [
        [day, *(number(ways.get(way, 0)) for way in WAYS), _megabytes(one for one in seen if one.day == day)]
        for day, ways in sorted(by_day(seen).items(), reverse=True)
    ]
    return Table(
        Sentence("近 30 天的包裹，按日", "Parcels of the last 30 days, by day"), BY_DAY, rows, empty=NOTHING_TRAVELLED
    )


def _by_node(seen: Sequence[TrafficSeen]) -> list[list[object]]:
    rows = list[list[object]]()
    for place in sorted({one.node for one in seen}):
        own = [one for one in seen if one.node == place]
        counts = (sum(one.parcels for one in own if one.way == way) for way in WAYS)
        rows.append([name_of(place), *(number(count) for count in counts), _megabytes(own)])
    return rows


def _megabytes(seen: Iterable[TrafficSeen]) -> str:
    return f"{sum(one.octets for one in seen) / 1e6:,.1f}"
