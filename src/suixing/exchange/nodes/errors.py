"""Why a document about nodes is not taken, as sentences."""

from suixing.kernel.errors import Refusal, Sentence

WHY = {
    "fingerprint": Sentence("指纹不符", "the fingerprint is another one"),
    "swapped": Sentence("密钥与此前记录的不同", "a key is not the one that was pinned, nor follows it"),
    "older": Sentence("比现有版本旧", "it is older than what is held"),
    "forked": Sentence("与现有同一版本的内容不同", "it is another one of the version that is held"),
    "rollback": Sentence("其中有节点的机构名单比现有的旧", "a node's roll in it is older than the one that is held"),
    "vanished": Sentence("缺少已知的节点", "a node that is known is missing"),
    "not_listed": Sentence("其中没有该节点", "the node is not in it"),
    "own": Sentence("这是本节点自己的", "it is this node's own"),
    "unsigned": Sentence("签名不成立", "its signature does not hold"),
    "not_compared": Sentence(
        "密钥记录终止后重新开始，须由人核对指纹",
        "an ended key log is begun anew; a person has to compare its fingerprint",
    ),
    "closed": Sentence("密钥记录已终止", "its key log was ended"),
    "future": Sentence("时间晚于现在，请核对两边时钟", "its time is later than now; compare both clocks"),
}
ELSE = Sentence("格式不符（{why}）", "it is not of the agreed form ({why})")
NOT_TAKEN = Sentence(
    "未采用：{why}。节点和密钥记录没有改动。请与对方重新核对后再试。",
    "It was not taken: {why_en}. Nodes and keys are as before; compare with the other side and try again.",
)


class NotTaken(Refusal):
    """A card, directory or key log that cannot be trusted; ``code`` says why in one word."""

    def __init__(self, code: str) -> None:
        self.code = code
        why = WHY.get(code) or ELSE.format(why=code)
        super().__init__(NOT_TAKEN.format(why=why.zh, why_en=why.en))


class NotTheHub(Refusal):
    """Asked of a node that is not the hub."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "这要在全国节点上进行；未改动。",
                "That is done at the nation's node. Nothing was changed.",
            )
        )


class NotAProvince(Refusal):
    """A link is to a node of another province that this node knows."""

    def __init__(self, place: str) -> None:
        super().__init__(
            Sentence(
                "名册中没有区划 {place} 的另一省级节点；未改动。直连只在两个省级节点之间。",
                "The directory has no node of another province {place}. Nothing was changed: direct links are between "
                "two provinces.",
            ).format(place=place[:20])
        )


class NoAgreement(Refusal):
    """A direct link wants an agreement between the two places."""

    def __init__(self, own: str, place: str) -> None:
        super().__init__(
            Sentence(
                "{own} 与 {place} 之间没有生效的协议；未改动，消息仍经全国节点。协议用 suixing agreement add 记录。",
                "No agreement between {own} and {place} is in force. Nothing was changed: messages go by the nation's "
                "node. Agreements are written down with suixing agreement add.",
            ).format(own=own, place=place)
        )
