"""Refusals of the places room, as sentences for the officer."""

from suixing.kernel.errors import Refusal, Sentence


class UnknownOffice(Refusal):
    """No present division has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            Sentence(
                "没有编号为 {code} 的机构：应填写现行的省、市、县、乡镇或村级区划代码"
                "（如 440309005）。未写入任何内容。",
                "There is no office {code}: give the code of a present province, prefecture, county, township or "
                "village (for example 440309005). Nothing was written.",
            ).format(code=code[:20])
        )


class OfficeElsewhere(Refusal):
    """The office works on another node."""

    def __init__(self, code: str, place: str) -> None:
        super().__init__(
            Sentence(
                "机构 {code} 不属于本节点（区划 {place}），不能在此启用或任命人员。未写入任何内容。",
                "The office {code} is not of this node (that of {place}): it cannot be opened here, nor anybody be "
                "appointed to it. Nothing was written.",
            ).format(code=code[:20], place=place)
        )


class OfficeNotOpen(Refusal):
    """No office works under this code on this node."""

    def __init__(self, code: str) -> None:
        super().__init__(
            Sentence(
                "本节点没有启用编号为 {code} 的机构。未作更改。",
                "No office works under {code} on this node. Nothing was changed.",
            ).format(code=code[:20])
        )


class PartiesUnclear(Refusal):
    """One party is no present division, or stands over the other."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "协议未保存：双方须是两个不同的现行区划代码（如 440309 和 500233），且一方不是另一方的上级。"
                "请更正后再提交。",
                "The agreement was not saved: the parties are two different codes of present divisions (440309 and "
                "500233, for example), of which neither stands over the other. Mend it and send it again.",
            )
        )


class NotParty(Refusal):
    """The office is none of the agreement's two parties."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "未作更改：只有协议双方自己的机构可以订立或终止协议。",
                "Nothing was changed: only the offices of the two parties make or end an agreement.",
            )
        )


class AgreementUnclear(Refusal):
    """A telephone or a day of the agreement cannot be."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "协议未保存：双方办公电话都须填写（数字、空格、加号、连字符和括号，5 至 40 个字），"
                "失效日不能早于生效日，并至少约定一项期限。请更正后再提交。",
                "The agreement was not saved: it needs an office telephone of each side (5 to 40 digits, blanks, plus, "
                "hyphens and brackets), a last day no earlier than its first, and at least one limit. Mend it and send "
                "it again.",
            )
        )


class LimitNotAgreeable(Refusal):
    """A limit that no agreement between two offices can set, or that would never take effect."""

    def __init__(self, key: str) -> None:
        super().__init__(
            Sentence(
                "协议未保存：没有可由两地约定的期限“{key}”。",
                'The agreement was not saved: there is no limit "{key}" on which two places can agree.',
            ).format(key=key[:40])
        )


LIMIT_NOT_SHORTER = Sentence(
    "协议未保存：“{what}”规定为 {usual}，约定的 {agreed} 更长，或因单位不同无法比较；"
    "约定的期限只能更短。请更正后再提交。",
    'The agreement was not saved: "{what}" has {usual} by rule; {agreed} is longer, or in a unit that cannot be '
    "compared. Agreed limits are shorter ones. Mend it and send it again.",
)


class LimitNotShorter(Refusal):
    """A limit longer than the rule books', or in a unit that cannot be compared with theirs (X6)."""

    def __init__(self, *, what: Sentence, usual: Sentence, agreed: Sentence) -> None:
        super().__init__(
            Sentence(
                LIMIT_NOT_SHORTER.zh.format(what=what.zh, usual=usual.zh, agreed=agreed.zh),
                LIMIT_NOT_SHORTER.en.format(what=what.en, usual=usual.en, agreed=agreed.en),
            )
        )


class NoSuchAgreement(Refusal):
    """No agreement has this code."""

    def __init__(self) -> None:
        super().__init__(Sentence("没有这个编号的协议。未作更改。", "There is no such agreement. Nothing was changed."))


class AgreementOver(Refusal):
    """Ending it on that day would prolong it or change what has been."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "未作更改：最后一天不能早于今天，也不能晚于协议原定的最后一天；已结束的协议不能再改。如需延长，请另订协议。",
                "Nothing was changed: the last day is no earlier than today and no later than the agreement's own; one "
                "that is over stays as it is. To prolong it, make a new one.",
            )
        )


class AgreementChangedMeanwhile(Refusal):
    """Somebody ended it since it was shown."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "在您填写期间，此协议已被更改。您的更改没有保存。请先查看现在的内容。",
                "The agreement was changed while you were writing. Your change was not saved. Look at what it says "
                "now.",
            )
        )
