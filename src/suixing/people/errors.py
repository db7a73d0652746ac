"""Refusals of the people room, as sentences for the officer."""

from datetime import date

from suixing.kernel.errors import Refusal, Sentence


class MandateRefused(Refusal):
    """A mandate that cannot be granted or used."""

    @classmethod
    def already_expired(cls) -> "MandateRefused":
        return cls(
            Sentence(
                "委托的截止时间已过，未登记。请填写将来的时间。",
                "The mandate would end in the past, so it was not recorded. Give a time to come.",
            )
        )

    @classmethod
    def not_usable(cls) -> "MandateRefused":
        return cls(
            Sentence(
                "此委托不适用于该事项，或已使用、已撤回、已过期；未办理。请本人重新委托。",
                "This mandate is for another act, or was used, revoked or has expired; nothing was done. Ask the "
                "person for a new one.",
            )
        )


class NotAPair(Refusal):
    """Two records of which not both are held by the office."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "须选择本机构登记的两条不同记录；未保存。",
                "Choose two different records that this office holds; nothing was saved.",
            )
        )


class ChangedMeanwhile(Refusal):
    """Another officer changed the account after this one looked at it."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "您查看之后，这条记录已被另一位同事修改；您的修改未保存，对方的修改保留。请查看最新内容后再提交。",
                "A colleague changed this record after you had opened it. Your change was not saved and hers stands; "
                "look at the record as it is now and send yours again.",
            )
        )


class BadMove(Refusal):
    """A move that contradicts what is held."""

    @classmethod
    def same_place(cls) -> "BadMove":
        return cls(
            Sentence(
                "登记的就是这个地方；未保存。若只需改正地址文字，请用“更正”。",
                "She is registered at this place already, so nothing was saved. To mend the address text, use "
                "“correct”.",
            )
        )

    @classmethod
    def too_early(cls, since: date) -> "BadMove":
        return cls(
            Sentence(
                "现有居住记录自 {since} 起，新的日期须晚于此日；未保存。请核对日期。",
                "The present residence begins on {since}, and the new one must begin later. Nothing was saved; check "
                "the date.",
            ).format(since=since.isoformat())
        )

    @classmethod
    def overlaps(cls) -> "BadMove":
        return cls(
            Sentence(
                "该日期与另一段居住记录重叠；未保存。请核对日期。",
                "That day lies within another residence; nothing was saved. Check the date.",
            )
        )

    @classmethod
    def in_the_future(cls) -> "BadMove":
        return cls(
            Sentence(
                "日期在将来；未保存。请在搬迁当日或之后登记。",
                "That day is still to come; nothing was saved. Record the move on the day or after it.",
            )
        )


class NoSuchAccount(Refusal):
    """An account that is not there, or that this office does not see; the two are one answer."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "本机构没有这份登记，未办理。请重新查找。",
                "This office has no such record, so nothing was done. Search again.",
            )
        )


class NothingAsked(Refusal):
    """A correction that waits for no answer (any more)."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "这项更正请求已由同事答复，或已由本人收回；未保存。请查看最新内容。",
                "A colleague answered this request already, or she took it back; nothing was saved. Look at it as it "
                "is now.",
            )
        )
