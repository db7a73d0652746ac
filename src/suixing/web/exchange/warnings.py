"""What an operator should look at first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from suixing.exchange.queries import Dues, NodeSeen, Queue, Waiting
from suixing.kernel.errors import Sentence
from suixing.web.exchange.wording import age, lasted, name_of
from suixing.web.words import in_active_language, number, shown

TOO_LONG = timedelta(minutes=15)
"""For so long a parcel may wait, and a message may take to leave or be handled, before somebody should look."""
UNRECEIPTED = timedelta(hours=6)

AHEAD = Sentence(
    "{name} 的时钟快 {by}：请核对两边的时间同步。",
    "{name}: its clock is {by_en} ahead of ours; check how both keep their time.",
)
BEHIND = Sentence(
    "{name} 的时钟慢 {by}，或其包裹在途中停留了这么久：请核对两边的时间同步。",
    "{name}: its clock is {by_en} behind ours, or its parcels took so long; check how both keep their time.",
)
BACKLOG = Sentence(
    "{name}：{n} 个包裹发不出去，最久 {by}。", "{name}: {n} parcels do not get there, the oldest for {by_en}."
)
DEAD = Sentence("{n} 项收到后无法使用，等候处理。", "{n} arrived and could not be used; they wait for you.")
SLOW = Sentence(
    "消息的发出或办理迟了 {by}：请看工作进程是否在运行。",
    "Messages leave or are handled {by_en} late; see whether the worker runs.",
)
SILENT = Sentence("有消息发出 {by} 后仍没有回执。", "Some messages were sent {by_en} ago and have not been receipted.")


def warnings_of(nodes: Sequence[NodeSeen], due: Dues, waiting: Waiting | None, now: datetime) -> list[str]:
    """Sentences in the language of the page, the gravest first."""
    found = list[Sentence]()
    if due.dead:
        found.append(DEAD.format(n=number(due.dead)))
    for one in nodes:
        name = shown(name_of(one.place))
        found += [_backlog(name, queue, now) for queue in (one.leaving, one.passing) if _is_old(queue.oldest, now)]
        if one.clock_is_off and one.skew is not None:
            by = lasted(abs(one.skew))
            found.append((AHEAD if one.skew > 0 else BEHIND).format(name=name, by=by.zh, by_en=by.en))
    if waiting is not None:
        found += _late(waiting)
    return [in_active_language(one) for one in found]


def _is_old(oldest: datetime | None, now: datetime) -> bool:
    return oldest is not None and now - oldest > TOO_LONG


def _backlog(name: str, queue: Queue, now: datetime) -> Sentence:
    by = age(queue.oldest, now)
    zh, en = (by.zh, by.en) if isinstance(by, Sentence) else ("", "")
    return BACKLOG.format(name=name, n=number(queue.waiting), by=zh, by_en=en)


def _late(waiting: Waiting) -> list[Sentence]:
    found = list[Sentence]()
    slowest = max(waiting.oldest_to_leave or 0.0, waiting.oldest_to_handle or 0.0)
    if slowest > TOO_LONG.total_seconds():
        by = lasted(slowest)
        found.append(SLOW.format(by=by.zh, by_en=by.en))
    if (waiting.oldest_unreceipted or 0.0) > UNRECEIPTED.total_seconds():
        by = lasted(waiting.oldest_unreceipted or 0.0)
        found.append(SILENT.format(by=by.zh, by_en=by.en))
    return found
