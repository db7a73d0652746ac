"""Refusals of cases: what happened, what was kept, what to do."""

from collections.abc import Mapping

from suixing.kernel.errors import Refusal, Sentence


class NotThere(Refusal):
    """No case of this office has this number; another office's is answered alike."""

    def __init__(self) -> None:
        super().__init__(Sentence("没有找到这一办件。请核对编号。", "No such case was found. Check its number."))


class ChangedMeanwhile(Refusal):
    """Somebody else took a step since the page was shown."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "此办件刚刚有了新的进展，您的操作未执行，填写的内容已保留。请看过最新情况后再决定。",
                "Something happened in this case meanwhile. Your step was not taken; what you typed was kept. Look at "
                "how it stands now, then decide.",
            )
        )


class NotNow(Refusal):
    """The step is not one of those that the state allows."""

    def __init__(self, state: Sentence) -> None:
        super().__init__(
            Sentence(
                "此办件目前“{state}”，不能这样办理；内容未改动。",
                "This step cannot be taken while the case stands at “{state}”. Nothing was changed.",
            ).format(state="{state}")
        )
        self.sentence = Sentence(self.sentence.zh.format(state=state.zh), self.sentence.en.format(state=state.en))


class TooLate(Refusal):
    """It has left already."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "已经发出，不能收回。可以按办件当前状态另行办理。",
                "It has left already and cannot be taken back. Go on from where the case stands now.",
            )
        )


class NotExtendable(Refusal):
    """The limit that runs is one that the rule book does not let anybody extend."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "此办件的期限不能延长；内容未改动。请在期限内答复。",
                "The limit of this case cannot be extended. Nothing was changed; answer within it.",
            )
        )


class NotYourWork(Refusal):
    """Her post does not do this."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "您的岗位不办理此类办件；内容未改动。", "Your post does not do this kind of case. Nothing was changed."
            )
        )


class BadContent(Refusal):
    """What was filled in does not fit the rule book's lists; ``faults`` by field."""

    def __init__(self, faults: Mapping[str, Sentence]) -> None:
        super().__init__(
            Sentence(
                "填写有误，尚未保存。请按提示改正。",
                "Something is missing or not on the list. Nothing was stored yet; put it right.",
            )
        )
        self.faults = dict(faults)


class CoverUnclear(Refusal):
    """The days do not fit, or somebody covers for her then already."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "代办未保存：须是两位不同的在岗人员，结束日期不早于今天和开始日期，最长一年，且此人在这些日子尚无人代办。",
                "The cover was not saved: it takes two different officers in service and days that end no earlier than "
                "today and than they begin, for a year at most, on which nobody covers for her yet.",
            )
        )


class NameTaken(Refusal):
    """Another answer is kept for this step under this name."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "已有同名的常用答复，未保存。请换一个名称。",
                "An answer is kept under this name already. Nothing was saved; give it another name.",
            )
        )
