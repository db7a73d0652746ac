"""Why a notice could not leave; never what it said or to whom."""

from suixing.kernel.errors import Refusal, Sentence


class UnknownSender(Refusal):
    """The setting names no sender."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="SUIXING_SENDER 须为 folder 或 command:/绝对路径；通知未发出，已保留。请改正后重新启动。",
                en="SUIXING_SENDER must be folder or command:/absolute/path. Notices were kept and none was sent; "
                "correct it and start again.",
            )
        )


class NotHandedOver(Refusal):
    """The sender did not take it over; it is tried again later."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="通知未能交给发送方；已保留，稍后重试。请检查发送方。",
                en="A notice could not be handed over; it was kept and is tried again. Look at the sender.",
            )
        )
