"""What checking a pass comes to: eight answers, each with its exit code and its sentence."""

from enum import StrEnum

from suixing.kernel.errors import Sentence


class Verdict(StrEnum):
    """From the best to the worst. Missing or unknown status is no fault of the person who shows the pass."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    STATUS_UNKNOWN = "status_unknown"
    NOT_YET_VALID = "not_yet_valid"
    UNTRUSTED_ISSUER = "untrusted_issuer"
    FORGED = "forged"
    UNREADABLE = "unreadable"

    @property
    def exit_code(self) -> int:
        """Of the command: 0 valid, 10 to 16 for the others."""
        return EXIT_CODES[self]

    @property
    def sentence(self) -> Sentence:
        """What it means, for a person, and what to do."""
        return SENTENCES[self]


EXIT_CODES = {
    Verdict.VALID: 0,
    Verdict.EXPIRED: 10,
    Verdict.REVOKED: 11,
    Verdict.STATUS_UNKNOWN: 12,
    Verdict.NOT_YET_VALID: 13,
    Verdict.UNTRUSTED_ISSUER: 14,
    Verdict.FORGED: 15,
    Verdict.UNREADABLE: 16,
}

SENTENCES = {
    Verdict.VALID: Sentence(zh="随行证有效。", en="The pass is valid."),
    Verdict.EXPIRED: Sentence(
        zh="随行证已过有效期。持证人可以凭旧证免费换领；服务不因此中断。",
        en="The pass has expired. It is renewed free of charge against the old one; no service depends on it.",
    ),
    Verdict.REVOKED: Sentence(
        zh="随行证已注销，例如遗失后已换发。请出示新证，或协助其免费申领。",
        en="The pass was revoked, for instance because it was lost and replaced. Ask for the new one, or help to "
        "get one free of charge.",
    ),
    Verdict.STATUS_UNKNOWN: Sentence(
        zh="随行证签名真实且在有效期内，但无法确认是否已注销。请更新状态名单后再核验。",
        en="The pass is genuine and within its dates, but whether it was revoked is not known. Get the newest status "
        "list and check again.",
    ),
    Verdict.NOT_YET_VALID: Sentence(
        zh="随行证签名真实，但有效期尚未开始。", en="The pass is genuine, but its validity has not begun."
    ),
    Verdict.UNTRUSTED_ISSUER: Sentence(
        zh="无法确认签发者；所载内容不可采信。请更新信任名单后再核验。",
        en="Who issued it cannot be confirmed, so nothing in it can be relied on. Get the newest trust list and check "
        "again.",
    ),
    Verdict.FORGED: Sentence(
        zh="所出示的内容与签名不符，不可采信。请重新扫描；若仍如此，请与签发机构联系。",
        en="What is shown does not fit its signature and cannot be relied on. Scan it again; if it stays so, ask the "
        "issuer.",
    ),
    Verdict.UNREADABLE: Sentence(
        zh="无法读取，不是完整的随行证。请重新扫描或复制全部内容。",
        en="It cannot be read and is not a whole pass. Scan it again or copy all of it.",
    ),
}
