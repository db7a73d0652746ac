"""What is said of nodes, parcels and keys: every word of the exchange in both languages, and ages."""

from collections.abc import Mapping
from datetime import datetime

from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.web.words import number

ELSE = Sentence("其他原因（{word}）", "another reason ({word})")
DEAD = {
    "malformed": Sentence("格式不符，可能在途中损坏", "not of the agreed form; perhaps damaged on the way"),
    "does_not_open": Sentence("无法解密，可能在途中损坏", "it cannot be decrypted; perhaps damaged on the way"),
    "not_for_us": Sentence("不是用本节点的密钥加密的", "it was not encrypted to a key of this node"),
    "unknown_key": Sentence(
        "签名密钥未知：对方节点尚未加入、已停用，或其密钥未到本节点",
        "signed with a key that is not known: its node has not joined, takes part no more, or its new key has not come",
    ),
    "bad_signature": Sentence("签名不成立", "its signature does not hold"),
    "wrong_node": Sentence("是发给另一节点的", "it is for another node"),
    "bad_event": Sentence("已签名，但不是约定的消息", "it is signed, but no event of the agreed form"),
    "unknown_kind": Sentence(
        "类型未知，可能须先升级本节点", "its kind is not known; perhaps this node must be upgraded"
    ),
    "unknown_version": Sentence(
        "版本未知，可能须先升级本节点", "its version is not known; perhaps this node must be upgraded"
    ),
    "not_on_this_side": Sentence("发送节点不是此往来的一方", "the node that sent it has no part in that exchange"),
    "no_such_office": Sentence("本节点没有该机构", "this node serves no such office"),
    "bad_evidence": Sentence("附带的凭证与内容不符", "the evidence with it does not fit its content"),
    "broke_off": Sentence("重新处理时中断", "opening it again broke off"),
    "fingerprint": Sentence("密钥指纹不符", "the fingerprint of a key is another one"),
    "swapped": Sentence(
        "密钥与此前记录的不同，请与对方核对指纹",
        "a key is not the one that was pinned, nor follows it; compare fingerprints with the other side",
    ),
    "older": Sentence("比现有版本旧", "it is older than what is held"),
    "forked": Sentence("与现有同一版本的内容不同", "it is another one of the version that is held"),
    "rollback": Sentence("其中有节点的机构名单比现有的旧", "a node's roll in it is older than the one that is held"),
    "vanished": Sentence("缺少已知的节点", "a node that is known is missing in it"),
    "not_listed": Sentence("其中没有本节点", "this node is not in it"),
    "unsigned": Sentence("签名不成立", "its signature does not hold"),
    "future": Sentence("时间晚于现在，请核对两边时钟", "its time is later than now; compare both clocks"),
    "too_many": Sentence("对方发布的文件太多", "its node publishes more documents than this one keeps"),
    "not_the_hub": Sentence("只能由全国节点发出或接收", "only the nation's node sends or takes it"),
    "place": Sentence("名片说的是另一节点", "what it says is about another node"),
    "not_compared": Sentence(
        "密钥记录终止后重新开始，须核对指纹后批准",
        "an ended key log is begun anew; compare its fingerprint and approve the card",
    ),
    "closed": Sentence("对方的密钥记录已经终止", "the key log of its node was ended"),
}
FAULTS = {
    "": Sentence("尚未尝试", "not tried yet"),
    "unreachable": Sentence("下一站连接不上", "the next hop cannot be reached"),
    "refused": Sentence("下一站拒收", "the next hop refuses it"),
    "busy": Sentence("下一站暂时不收", "the next hop takes nothing at the moment"),
    "untrusted": Sentence("下一站的证书与记录的不符", "the certificate of the next hop is not the one that is pinned"),
    "too_large": Sentence("超出下一站接收的大小", "it is larger than the next hop takes"),
    "wrong_node": Sentence("下一站不认识目的节点", "the next hop does not know the node that it is for"),
    "no_way": Sentence("目前没有去往该节点的路", "there is no way to that node now"),
}
REFUSED = {
    "unknown_kind": DEAD["unknown_kind"],
    "unknown_version": DEAD["unknown_version"],
    "unreadable": Sentence("内容无法打开", "its content does not open"),
    "refused": Sentence("对方不能办理", "it could not be acted on"),
    "no_such_office": Sentence("对方节点没有该机构", "the other node serves no such office"),
}
BOXES = {"outbox": Sentence("发出", "sent"), "inbox": Sentence("收到", "received")}
STATES = {"active": Sentence("参加", "takes part"), "revoked": Sentence("已停用", "put out")}
ROLES = {"province": Sentence("省级节点", "a province's"), "nation": Sentence("全国节点", "the nation's")}
KINDS = {
    "first": Sentence("首个", "first"),
    "rotated": Sentence("更换", "rotated"),
    "recovered": Sentence("恢复", "recovered"),
    "revoked": Sentence("终止", "ended"),
    "renewed": Sentence("重新开始", "begun anew"),
}
WAYS = {
    "sent": Sentence("发出", "Sent"),
    "received": Sentence("收到", "Received"),
    "passed": Sentence("转交", "Passed on"),
}
UNKNOWN = Sentence("无法辨认", "cannot be told")
SECONDS = Sentence("{n} 秒", "{n} seconds")
MINUTES = Sentence("{n} 分钟", "{n} minutes")
HOURS = Sentence("{n} 小时", "{n} hours")
DAYS = Sentence("{n} 天", "{n} days")
AHEAD = Sentence("快 {by}", "{by_en} ahead")
BEHIND = Sentence("慢 {by}", "{by_en} behind")
IN_STEP = Sentence("一致", "in step")


def word(words: Mapping[str, Sentence], code: str) -> Sentence:
    """What a code means; one that came with a newer node is shown as it is."""
    return words.get(code) or ELSE.format(word=code)


def name_of(place: str) -> str | Sentence:
    """A node by its province, with its code."""
    return f"{full_name(place)}（{place}）" if place else UNKNOWN


def lasted(seconds: float) -> Sentence:
    """A time in its largest sensible unit."""
    for sentence, size, below in ((SECONDS, 1, 120), (MINUTES, 60, 7200), (HOURS, 3600, 172_800)):
        if seconds < below:
            return sentence.format(n=round(seconds / size))
    return DAYS.format(n=number(round(seconds / 86_400)))


def age(since: datetime | None, now: datetime) -> Sentence | str:
    """How long ago; nothing where there is no instant."""
    return lasted(max(0.0, (now - since).total_seconds())) if since else ""


def clock(skew: float | None) -> Sentence | str:
    """How a node's clock stood when it was heard last."""
    if skew is None:
        return ""
    if abs(skew) < 2:
        return IN_STEP
    by = lasted(abs(skew))
    return (AHEAD if skew > 0 else BEHIND).format(by=by.zh, by_en=by.en)
