"""What the page for checking passes says; its scripts hold no words and take these from the page."""

from dataclasses import dataclass

from suixing.kernel.errors import Sentence
from suixing.passes.formats.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Face:
    """How a verdict looks: ``tone`` is its colour and sign, ``title`` a word or two, ``onward`` what to do next."""

    tone: str
    title: Sentence
    onward: Sentence | None = None


FACES = {
    Verdict.VALID: Face(
        "good",
        Sentence("有效", "Valid"),
        Sentence(
            "二维码可以被复制：它说明证件有效，不说明出示的人是谁。确有必要时，请与身份证件核对姓名。",
            "A code can be copied: it says that the pass holds, not who shows it. Where that matters, compare the name "
            "with an identity card.",
        ),
    ),
    Verdict.EXPIRED: Face("doubt", Sentence("已过有效期", "Expired")),
    Verdict.REVOKED: Face("bad", Sentence("已注销", "Revoked")),
    Verdict.STATUS_UNKNOWN: Face("doubt", Sentence("状态不明", "Status unknown")),
    Verdict.NOT_YET_VALID: Face("doubt", Sentence("尚未生效", "Not yet valid")),
    Verdict.UNTRUSTED_ISSUER: Face("bad", Sentence("签发者无法确认", "Issuer not confirmed")),
    Verdict.FORGED: Face("bad", Sentence("与签名不符", "Does not fit its signature")),
    Verdict.UNREADABLE: Face("none", Sentence("无法读取", "Cannot be read")),
}

WORDS = {
    "yes": Sentence("是", "Yes"),
    "none": Sentence("没有", "none"),
    "not-known": Sentence("不明", "not known"),
    "issuer": Sentence("签发者", "Issuer"),
    "claimed-issuer": Sentence("自称的签发者（未经确认）", "Issuer it claims (not confirmed)"),
    "from": Sentence("有效期自", "Valid from"),
    "until": Sentence("有效期至", "Valid until"),
    "status": Sentence("状态名单的时间", "Status as of"),
    "trust": Sentence("信任名单的时间", "Trust list as of"),
    "shown": Sentence("出示的事项", "What is disclosed"),
    "nothing-shown": Sentence("没有出示任何事项", "Nothing is disclosed"),
    "her-choice": Sentence(
        "出示什么由持证人决定；没有出示的，不要追问。服务不以随行证为条件。",
        "What is shown is the holder's choice; do not ask for more. No service depends on a pass.",
    ),
    "kept": Sentence("是：没有网络也能核验", "Yes: it also works without a network"),
    "not-kept": Sentence("否：此浏览器只能联网使用", "No: this browser needs a network"),
}

HINTS = {
    "hold": Sentence("请将二维码放入画面中央。", "Hold the code in the middle of the picture."),
    "other-code": Sentence("看到的二维码不是随行证。", "The code in the picture is not a pass."),
    "camera-refused": Sentence(
        "没有使用摄像头的许可。请在浏览器设置中允许，或者选择图片、粘贴内容。",
        "The camera may not be used. Allow it in the settings of the browser, or choose a picture or paste a text.",
    ),
    "no-camera": Sentence(
        "没有可用的摄像头。请选择图片或粘贴内容。", "No camera can be used. Choose a picture or paste a text."
    ),
    "looking": Sentence("正在查找二维码……", "Looking for the code…"),
    "no-code": Sentence(
        "图片里没有找到二维码。请让二维码占满画面、光线均匀，再拍一次。",
        "No code was found in the picture. Take another one, filled by the code and evenly lit.",
    ),
    "no-picture": Sentence(
        "不能打开这个文件。请选择图片或截图，不超过 20 MB。",
        "This file cannot be opened. Choose a picture or a screenshot of at most 20 MB.",
    ),
    "nothing": Sentence("请先粘贴随行证的内容。", "Paste the text of a pass first."),
}

WARNINGS = {
    "old-status": Sentence(
        "状态名单已超过两天；此后注销的证件看不出来。有网络时会自动更新。",
        "The status list is more than two days old; a later revocation does not show. It is renewed when there is a "
        "network.",
    ),
    "old-trust": Sentence(
        "信任名单已超过一周。有网络时会自动更新。",
        "The trust list is more than a week old. It is renewed when there is a network.",
    ),
    "clock": Sentence(
        "名单的时间在此设备的时间之后。请检查设备的日期和时间。",
        "A list is from later than the clock of this device says. Check its date and time.",
    ),
    "not-bound": Sentence(
        "这是电子钱包的证件，但没有经持证人的设备证明；任何得到这段文字的人都能出示它。",
        "This is a pass from a wallet without proof by the holder's device; whoever got hold of the text can show it.",
    ),
}

WARNED = {
    "no-trust": Sentence(
        "没有签发机构的信任名单：目前无法确认任何随行证。名单由本节点发布；有网络时会自动取得。",
        "There is no list of trusted issuers, so no pass can be confirmed now. This node publishes it, and it is "
        "fetched when there is a network.",
    ),
    "no-issuers": Sentence(
        "信任名单是空的：还没有机构开始签发随行证。",
        "The list of trusted issuers is empty: nobody has begun to issue passes.",
    ),
    "expired-trust": Sentence(
        "信任名单已过期：取得新的名单之前，无法确认任何随行证。请连接网络。",
        "The list of trusted issuers has expired; until there is a new one no pass can be confirmed. Connect to a "
        "network.",
    ),
    "old-trust": WARNINGS["old-trust"],
}
