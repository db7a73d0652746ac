"""What crossed of a case, with the evidence of each message: when it was sent, relayed, arrived, opened, or failed."""

from suixing.exchange.queries import Delivery
from suixing.kernel.errors import Sentence
from suixing.web.parts import Column, Table

HEADINGS = (
    Sentence("消息", "Message"), Sentence("发出", "Sent"), Sentence("转出", "Relayed"),
    Sentence("送达（法定）", "Arrived (legal)"), Sentence("对方打开", "Opened"), Sentence("状态", "State"),
)  # fmt: skip
REASONS = {
    "unknown_kind": Sentence("对方系统不认识此类消息", "the other side does not know this kind of message"),
    "unknown_version": Sentence("对方系统不认识此版本", "the other side does not know this version of it"),
    "unreadable": Sentence("内容无法读取", "its content cannot be read"),
    "refused": Sentence("对方未能办理", "the other side could not act on it"),
    "not_on_this_side": Sentence("本机构不在此往来之中", "this office does not stand on that side of the pair"),
}


def deliveries_table(deliveries: tuple[Delivery, ...], side: str) -> Table | None:
    """What crossed, with the evidence of each message; None where nothing did."""
    if not deliveries:
        return None
    return Table(
        Sentence("送达凭证", "Evidence of delivery"), [Column(one) for one in HEADINGS],
        [
            (
                _message(one, side), one.sent or "—", one.relayed or "—", one.consigned or "—",
                one.handed_over or "—", _states(one),
            )
            for one in deliveries
        ],
    )  # fmt: skip


def _message(one: Delivery, side: str) -> Sentence:
    number = str(one.seq)
    if one.side == side:
        return Sentence(f"本机构发出，第{number}件", f"From this office, no. {number}")
    return Sentence(f"对方发来，第{number}件", f"From the other office, no. {number}")


def _states(one: Delivery) -> object:
    """In words; below it when it failed."""
    said = _state(one)
    return [said, one.failed] if one.failed else said


def _state(one: Delivery) -> Sentence:
    if one.refused:
        why = REASONS.get(one.refused, Sentence(one.refused, one.refused))
        return Sentence(f"未被接受：{why.zh}", f"Not accepted: {why.en}")
    if one.handed_over:
        return Sentence("已打开", "Opened")
    if one.consigned:
        return Sentence("已送达", "Arrived")
    return Sentence("在途", "On its way") if one.relayed else Sentence("尚未发出", "Not gone yet")
