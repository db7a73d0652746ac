"""VERIFY.txt: how anybody checks the file, in Chinese and English, with the exact commands. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from suixing.kernel.errors import Sentence

GOOD = "Signature Verified Successfully"


@dataclass(frozen=True, slots=True)
class Check:
    """A signed file: its signature, the file of the key, the key in hexadecimal digits; for a key log its SHA-256."""

    statement: str
    signature: str
    key: str
    public: str
    digest: str = ""


INTRODUCTION = Sentence(
    "本压缩包载有两个机构之间各条消息的凭证。核验只需 OpenSSL 3，不需要本系统。请在解压后的文件夹中\n"
    "逐条运行缩进的命令；下一行“=”之后是应有的结果。凭证不含消息内容，不含任何人的姓名，也不含经办人。",
    "This archive holds the evidence about messages between two offices. To check it takes OpenSSL 3 and nothing of\n"
    "the system that made it. Run each indented command in the folder into which it was unpacked; the line with =\n"
    "says what must come out. It holds nothing of what the messages say, no person and no officer.",
)
KEYS = Sentence(
    "一、密钥。指纹是 1.json 的 SHA-256 的前 32 位；记录终止（revoked）后重新开始的，则是其后 renewed 一项的。\n"
    "请向该节点的运行单位核对（电话或当面），不要只看本文件。\n"
    "以后每一项的 previous 是前一项的 SHA-256，并由前一项所列的密钥签署。",
    "1. Keys. A fingerprint is the first 32 digits of the SHA-256 of 1.json; where the log was ended (revoked) and\n"
    "begun anew, of the entry renewed after that. Compare it with what the operator of that node says by telephone\n"
    "or face to face; this file alone does not prove whose it is. In each later entry,\n"
    "previous is the SHA-256 of the entry before it, and a key named there signed it.",
)
KEY_FILES = Sentence(
    "各公钥文件与所列密钥一致：命令输出中 pub: 之后的 32 个字节去掉冒号与空白，\n"
    "应等于“=”之后的数字；该数字也写在密钥记录的 signing 或 recovery 之中。",
    "Each file of a public key is the key that is listed: the 32 bytes that are printed behind pub:, without colons\n"
    "and blanks, are the digits behind =. The same digits stand in the key log, under signing or recovery.",
)
STATEMENTS = Sentence(
    "二、凭证。每份凭证中的 signed_by 是签署的公钥，sha256 是消息内容（前 32 字节为随机数）\n的摘要。",
    "2. Evidence. In each statement signed_by is the public key that signed it, and sha256 the digest of the content\n"
    "of the message, which begins with 32 random bytes.",
)
EVENTS = {
    "submission_acceptance": Sentence("已受理发送", "accepted for sending"),
    "submission_rejection": Sentence("未受理发送", "not accepted for sending"),
    "relay": Sentence("已转出", "relayed"),
    "relay_failure": Sentence("转出失败", "could not be relayed"),
    "content_consignment": Sentence("已存入收件机构（法定送达）", "stored at the receiver: the legal arrival"),
    "content_handover": Sentence("已由收件机构人员打开", "opened by an officer of the receiver"),
    "content_handover_failure": Sentence("已送达，但未能办理", "arrived, and could not be acted on"),
}
LIMITS = Sentence(
    "三、凭证说明什么。它证明持有该密钥的节点在所列时刻作了这一陈述；时刻是该节点的时钟。\n"
    "消息内容与摘要是否一致，由持有内容的机构出示内容后以 openssl dgst -sha256 核对。\n"
    "密钥记录中有 recovered 或 revoked 的，此前密钥在其后签署的不算数。",
    "3. What it proves. The node that holds the key made this statement at the instant that it names, by its own\n"
    "clock. "
    "Whether a content fits its digest is checked with openssl dgst -sha256 once an office that holds it shows it.\n"
    "Where a key log holds recovered or revoked, nothing counts that an earlier key signed after that.",
)


@dataclass(frozen=True, slots=True)
class About:
    """What the signed statements are: how the text begins, what stands in them, their events, what they prove."""

    introduction: Sentence
    statements: Sentence
    events: Mapping[str, Sentence]
    limits: Sentence


OF_MESSAGES = About(INTRODUCTION, STATEMENTS, EVENTS, LIMITS)
OF_COMPARING = About(
    Sentence(
        "本压缩包载有两个节点核对往来消息时各自签署的陈述。核验只需 OpenSSL 3，不需要本系统。请在解压后的\n"
        "文件夹中逐条运行缩进的命令；下一行“=”之后是应有的结果。其中没有消息内容、机构或个人。",
        "This archive holds what two nodes stated and signed when they compared the messages that they had exchanged.\n"
        "To check it takes OpenSSL 3 and nothing of the system that made it. Run each indented command in the folder\n"
        "into which it was unpacked; the line with = says what must come out. It names no message, office or person.",
    ),
    Sentence(
        "二、陈述。round 是该次核对的编号，两份相同；messages 是该节点在 since 至 until 之间列有的消息数，\n"
        "digest 是其全部清单的摘要。两份的 digest 相同，即两节点的清单逐条相同。",
        "2. Statements. round is the number of the comparison, the same in both; messages is how many messages that\n"
        "node lists from since to until, digest the digest of its whole list. Equal digests: the lists are the same.",
    ),
    {"exchange_compared": Sentence("已核对", "compared")},
    Sentence(
        "三、陈述说明什么。它证明持有该密钥的节点在 at 时刻列有这样一份清单；时刻是该节点的时钟。\n"
        "found.json 是制作本文件的节点所记的差异与补送数量，未经签署。\n"
        "密钥记录中有 recovered 或 revoked 的，此前密钥在其后签署的不算数。",
        "3. What it proves. The node that holds the key listed this at the instant at, by its own clock. found.json\n"
        "says what differed and was sent again, as the node noted it that made this file; it is not signed.\n"
        "Where a key log holds recovered or revoked, nothing counts that an earlier key signed after that.",
    ),
)


def verify_text(
    nodes: Mapping[str, Mapping[str, object]], logs: Sequence[Check], said: Sequence[Check], about: About = OF_MESSAGES
) -> str:
    """The text; ``nodes`` says place and fingerprint of each, ``logs`` are their key logs in order."""
    lines = [*_both(about.introduction), *_both(KEYS)]
    for node in nodes.values():
        if node["fingerprint"]:
            place, digits = node["place"], node["fingerprint"]
            lines += [f"节点 {place} 的指纹 fingerprint of node {place}: {digits}", ""]
    for one in logs:
        lines += [f"    openssl dgst -sha256 -r {one.statement}", f"    = {one.digest} *{one.statement}", ""]
        lines += _signature(one)
    lines += _both(KEY_FILES)
    for path, public in {one.key: one.public for one in (*logs, *said)}.items():
        lines += [f"    openssl pkey -pubin -in {path} -noout -text_pub", f"    = {public}", ""]
    lines += _both(about.statements)
    for event, means in about.events.items():
        lines.append(f"  {event}: {means.zh} {means.en}")
    lines.append("")
    for one in said:
        lines += _signature(one)
    return "\n".join([*lines, *_both(about.limits)])


def _both(sentence: Sentence) -> list[str]:
    return [sentence.zh, sentence.en, ""]


def _signature(one: Check) -> list[str]:
    return [
        f"    openssl pkeyutl -verify -rawin -pubin -inkey {one.key} -sigfile {one.signature} -in {one.statement}",
        f"    = {GOOD}",
        "",
    ]
