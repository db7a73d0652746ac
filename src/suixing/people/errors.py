"""Refusals of the people room, as sentences for the officer."""

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
