"""Refusals of the room: never of a pass as such (P7), only of what is not hers, not this office's, or there already."""

from suixing.kernel.errors import Refusal, Sentence


class NotHome(Refusal):
    """The office is not that of her home township (P1)."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "随行证由本人户籍地的乡镇街道机构签发，按登记，本机构不是；未签发。请为她转交申请，她不必回去。",
                "A pass is issued by the office of her home township, which this office is not as she is registered; "
                "nothing was issued. Pass her application on instead: she need not go there.",
            )
        )


class NoTownship(Refusal):
    """Her home place is not known down to the township."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "登记的户籍地未到乡镇街道，随行证不能注明；未签发。请先补全户籍地址，再签发。",
                "Her home place is registered without the township, which a pass states; nothing was issued. Complete "
                "the home address, then issue it.",
            )
        )


class NotHeldHere(Refusal):
    """The office holds nobody with consent whom the pass would be for; it tells nothing of other offices."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "本机构没有此人的登记，或其同意已撤回；未签发。请先征得同意并登记，再签发。",
                "This office holds no record of her, or her consent was taken back; nothing was issued. Register her "
                "with her consent first, then issue it.",
            )
        )


class HoldsOne(Refusal):
    """She holds a valid pass of this office."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "她已有本机构签发的有效随行证；未另行签发。快到期请换新，遗失请补发，均免费。",
                "She holds a valid pass of this office, so no other one was issued. Renew it, or re-issue it where it "
                "was lost.",
            )
        )


class NoSuchPass(Refusal):
    """A pass that is not there, or that this office did not issue; the two are one answer."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "本机构没有签发过这张随行证；未办理。请重新查找。",
                "This office issued no such pass, so nothing was done. Search again.",
            )
        )


class AlreadyRevoked(Refusal):
    """The pass was revoked before."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "这张随行证早已注销，不能恢复；未办理。需要时请重新签发。",
                "This pass was revoked before, which cannot be undone; nothing was done. Issue another one where she "
                "needs it.",
            )
        )


class AlreadyReplaced(Refusal):
    """Another valid pass was issued in place of this one."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "这张随行证已换发新证，新证有效；未再签发。请办理新证，或仅注销这一张。",
                "A newer pass was issued in place of this one and is valid; nothing was issued. Work on the newer one, "
                "or revoke only this one.",
            )
        )


class NotReady(Refusal):
    """No key has been made yet that issues passes."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "本节点的签发密钥尚未生成，节点启动后会自动生成；未签发。请一分钟后再试。",
                "This node has no key for passes yet; it makes one by itself soon after it starts. Nothing was issued: "
                "try again in a minute.",
            )
        )


class KeyMissing(Refusal):
    """The file of the key that signs is gone or damaged."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Sentence(
                "签发密钥文件 {name} 缺失或已损坏；未签发，状态未改动。"
                "请从密钥备份中恢复，或运行 suixing pass rotate-key。",
                "The issuer key {name} is missing or damaged; nothing was issued or changed. Restore the file from the "
                "backup of the keys, or run suixing pass rotate-key.",
            ).format(name=name)
        )


class NoSuchKey(Refusal):
    """An issuer key that is not there, or was withdrawn before."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "没有这把签发密钥，或已撤回；未改动。请运行 suixing pass keys 查看。",
                "There is no such issuer key, or it was withdrawn before; nothing was changed. See suixing pass keys.",
            )
        )


class TooMuchForPaper(Refusal):
    """What was chosen makes a code that could not be read from paper."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "所选内容过多，纸质二维码无法可靠识读；未打印。请少选一两项，例如户籍地只选一级。",
                "What was chosen is too much for a code on paper to be read reliably; nothing was printed. Leave one "
                "or two out, the home place at one level only, for example.",
            )
        )


class NotValid(Refusal):
    """No form of a pass is handed out any more."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "这张随行证已注销或已过期，不再出具；未打印。请换新或补发，免费。",
                "This pass was revoked or has expired and is not handed out any more. Renew or re-issue it, free of "
                "charge.",
            )
        )
