"""Why a clock could not be changed; each says what was kept."""

from suixing.kernel.errors import Refusal, Sentence


class NoOpenClock(Refusal):
    """The file has no running clock for this duty."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="这一办件没有正在计算的此项时限；未作更改。请刷新页面后再看。",
                en="No clock for this duty is running in this file. Nothing was changed; load the page again.",
            )
        )


class AlreadyRunning(Refusal):
    """The file has a running clock for this duty."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="这一办件的此项时限已在计算；未再开始。请刷新页面后再看。",
                en="The clock for this duty is running already. No second one was started; load the page again.",
            )
        )


class AlreadySuspended(Refusal):
    """A clock is suspended once at a time."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="此项时限已经中止；未作更改。请刷新页面后再看。",
                en="This clock is suspended already. Nothing was changed; load the page again.",
            )
        )


class NotSuspended(Refusal):
    """A clock that runs cannot go on."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="此项时限没有中止；未作更改。请刷新页面后再看。",
                en="This clock is not suspended. Nothing was changed; load the page again.",
            )
        )


class DaysOutOfOrder(Refusal):
    """A suspension cannot begin before the clock or before the last one ended, nor end before it began."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="所填日期早于时限开始、上次中止结束或本次中止开始之日；未作更改。请核对日期。",
                en="The day lies before the clock started, before its last suspension ended, or before this one began. "
                "Nothing was changed; check the day.",
            )
        )


class AlreadyExtended(Refusal):
    """A limit is extended once."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="此项时限已延长过一次，不能再延长；未作更改。请在现有时限内办理。",
                en="This clock was extended once and cannot be extended again. Nothing was changed; act within the "
                "limit as it stands.",
            )
        )


class LimitPassed(Refusal):
    """What is over cannot be extended."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="此项时限已经届满，不能延长；未作更改。请尽快办理。",
                en="This limit has passed and cannot be extended. Nothing was changed; act as soon as you can.",
            )
        )


class NotMet(Refusal):
    """Only what was met can be taken back."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="此项时限尚未记为已完成，无可撤回；未作更改。请刷新页面后再看。",
                en="This clock was not met, so that nothing can be taken back. Nothing was changed; load the page "
                "again.",
            )
        )


class SameNotice(Refusal):
    """The notice in force says the same."""

    def __init__(self, year: int) -> None:
        super().__init__(
            Sentence(
                zh="{year} 年的放假通知已载入，内容相同；未作更改。",
                en="The notice for {year} is loaded already and says the same. Nothing was changed.",
            ).format(year=year)
        )


class SameClosure(Refusal):
    """The place is closed on that day already."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="该地当日停办已登记；未作更改。",
                en="This place is registered as closed on that day already. Nothing was changed.",
            )
        )


class NoSuchClosure(Refusal):
    """There is nothing to lift."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="没有登记该地当日停办；未作更改。请核对地区代码和日期。",
                en="This place is not registered as closed on that day. Nothing was changed; check code and day.",
            )
        )


class UnknownPlace(Refusal):
    """No division has this code today."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="没有该代码的行政区划；未作更改。请核对代码。",
                en="No division has this code. Nothing was changed; check the code.",
            )
        )
