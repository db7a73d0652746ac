"""Why a pass, a status list or a trust list is not what it should be; one word for programs, a sentence for people."""

from enum import StrEnum

from suixing.kernel.errors import Sentence


class Reason(StrEnum):
    """One word each; ``SENTENCES`` says it to people."""

    SOUND = "sound"
    TOO_LONG = "too_long"
    NOT_A_PASS = "not_a_pass"  # noqa: S105 - a word, no password
    MALFORMED = "malformed"
    REPEATED_MEMBER = "repeated_member"
    UNKNOWN_MEMBER = "unknown_member"
    CLAIMS = "claims"
    NO_TRUST_LIST = "no_trust_list"
    TRUST_LIST_EXPIRED = "trust_list_expired"
    UNKNOWN_ISSUER = "unknown_issuer"
    UNKNOWN_KEY = "unknown_key"
    KEY_WITHDRAWN = "key_withdrawn"
    ALGORITHM = "algorithm"
    SIGNATURE = "signature"
    ANCHOR = "anchor"
    REPEATED_DIGEST = "repeated_digest"
    REPEATED_DISCLOSURE = "repeated_disclosure"
    UNREFERENCED_DISCLOSURE = "unreferenced_disclosure"
    SHADOWING_CLAIM = "shadowing_claim"
    BINDING_MISSING = "binding_missing"
    BINDING = "binding"
    BINDING_REPLAYED = "binding_replayed"
    NOT_YET = "not_yet"
    ENDED = "ended"
    REVOKED = "revoked"
    NO_STATUS = "no_status"
    STATUS_OUTDATED = "status_outdated"
    STATUS_FOREIGN = "status_foreign"
    STATUS_RANGE = "status_range"

    @property
    def sentence(self) -> Sentence:
        """What it means, for a person."""
        return SENTENCES[self]

    @property
    def is_forgery(self) -> bool:
        """Whether someone altered or made up what is shown; otherwise it cannot be read at all."""
        return self in FORGERIES


class Malformed(Exception):  # noqa: N818 - it is what the reader found
    """What was read is not of the form it claims; ``reason`` says why and never what stood there."""

    def __init__(self, reason: Reason = Reason.MALFORMED) -> None:
        super().__init__(reason.value)
        self.reason = reason


FORGERIES = frozenset({
    Reason.ALGORITHM, Reason.SIGNATURE, Reason.ANCHOR, Reason.REPEATED_DIGEST, Reason.REPEATED_DISCLOSURE,
    Reason.UNREFERENCED_DISCLOSURE, Reason.SHADOWING_CLAIM, Reason.BINDING_MISSING, Reason.BINDING,
    Reason.BINDING_REPLAYED,
})  # fmt: skip

SENTENCES = {
    Reason.SOUND: Sentence(zh="签名、有效期和状态均无问题。", en="Signature, dates and status are in order."),
    Reason.TOO_LONG: Sentence(zh="内容过长，不可能是随行证。", en="It is too long to be a pass."),
    Reason.NOT_A_PASS: Sentence(
        zh="开头不是随行证的写法；请扫描或复制完整的内容。",
        en="It does not begin like a pass; scan or copy all of it.",
    ),
    Reason.MALFORMED: Sentence(zh="内容不完整或已损坏。", en="It is incomplete or damaged."),
    Reason.REPEATED_MEMBER: Sentence(
        zh="同一项目出现两次，无法判断以哪个为准。", en="One entry stands there twice, and neither can be relied on."
    ),
    Reason.UNKNOWN_MEMBER: Sentence(
        zh="含有随行证所没有的项目。", en="It holds an entry that passes do not have."
    ),
    Reason.CLAIMS: Sentence(
        zh="所载事项不是随行证可以载明的事项，或写法不符。",
        en="What it states is not what a pass can state, or is not written as a pass states it.",
    ),
    Reason.NO_TRUST_LIST: Sentence(
        zh="没有签发机构的信任名单，无法判断由谁签发。", en="There is no trust list to tell who issued it."
    ),
    Reason.TRUST_LIST_EXPIRED: Sentence(
        zh="签发机构的信任名单已过期；请取得新的名单。", en="The trust list has expired; get a new one."
    ),
    Reason.UNKNOWN_ISSUER: Sentence(zh="签发者不在信任名单上。", en="The issuer is not on the trust list."),
    Reason.UNKNOWN_KEY: Sentence(
        zh="信任名单上的该签发者没有这把密钥。", en="The trust list has no such key for this issuer."
    ),
    Reason.KEY_WITHDRAWN: Sentence(
        zh="签发所用密钥已被撤回，须换发。", en="The key that signed it was withdrawn; the pass needs to be re-issued."
    ),
    Reason.ALGORITHM: Sentence(
        zh="签名算法不是随行证所用的算法。", en="It names a signature algorithm that passes do not use."
    ),
    Reason.SIGNATURE: Sentence(zh="签名与内容不符。", en="The signature does not fit the content."),
    Reason.ANCHOR: Sentence(
        zh="信任名单不是由所指定的密钥签名。", en="The trust list is not signed by the key that was named."
    ),
    Reason.REPEATED_DIGEST: Sentence(zh="同一摘要出现两次。", en="One digest stands there twice."),
    Reason.REPEATED_DISCLOSURE: Sentence(zh="同一事项出示了两次。", en="One claim is disclosed twice."),
    Reason.UNREFERENCED_DISCLOSURE: Sentence(
        zh="出示了一项签发者没有签过的内容。", en="Something is disclosed that the issuer did not sign."
    ),
    Reason.SHADOWING_CLAIM: Sentence(
        zh="出示的事项冒用了证件本身的项目名称。", en="A disclosed claim takes the name of an entry of the pass itself."
    ),
    Reason.BINDING_MISSING: Sentence(
        zh="没有持证人设备的签名。", en="The signature of the holder's device is missing."
    ),
    Reason.BINDING: Sentence(
        zh="持证人设备的签名与所出示的内容不符。", en="The signature of the holder's device does not fit what is shown."
    ),
    Reason.BINDING_REPLAYED: Sentence(
        zh="持证人设备的签名是为另一次出示或另一核验者作出的。",
        en="The signature of the holder's device was made for another showing or another verifier.",
    ),
    Reason.NOT_YET: Sentence(zh="有效期尚未开始。", en="Its validity has not begun."),
    Reason.ENDED: Sentence(zh="有效期已满。", en="Its validity has ended."),
    Reason.REVOKED: Sentence(zh="签发机构已将其注销。", en="The issuer has revoked it."),
    Reason.NO_STATUS: Sentence(zh="手头没有该证的状态名单。", en="The status list of this pass is not at hand."),
    Reason.STATUS_OUTDATED: Sentence(
        zh="手头的状态名单已过期；请取得新的名单。", en="The status list at hand has expired; get a new one."
    ),
    Reason.STATUS_FOREIGN: Sentence(
        zh="手头的状态名单不是由该签发者签名。", en="The status list at hand is not signed by the issuer of the pass."
    ),
    Reason.STATUS_RANGE: Sentence(
        zh="状态名单中没有该证的位置。", en="The status list has no place for this pass."
    ),
}  # fmt: skip
