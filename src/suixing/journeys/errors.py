"""Why a journey was not made, as sentences for the officer."""

from suixing.kernel.errors import Refusal, Sentence


class NotSeen(Exception):  # noqa: N818 - not a refusal: the page is not there
    """No such file number, or none that this office sees: the same answer."""


class NotAbove(Refusal):
    """Another node told of a late duty that is none of its offices' to tell, or told an office that is not above."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="收到的逾期通知不属于该节点的机构，或本机构不是其上级；未办理，已保留备查。",
                en="A node told of a late duty for which none of its offices waits, or told an office that is not "
                "above it. It was not acted on and is kept.",
            )
        )


class SuccessorNeeded(Refusal):
    """Work is open, and nobody would have it."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="此人还有未完成的导入，须指定接手人；未办理离任。请选择一位本机构的窗口经办人。",
                en="This officer has intakes that are not finished, so somebody has to take them over. Nothing was "
                "changed; choose a desk officer of this office.",
            )
        )


class SuccessorCannot(Refusal):
    """The successor's posts do not let her finish the work."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="接手人没有“窗口经办人”岗位，无法完成未完成的导入；未办理离任。请另选一人，或先为其添加该岗位。",
                en="The successor is not a desk officer and could not finish the open intakes. Nothing was changed; "
                "choose somebody else, or give her that post first.",
            )
        )


class CaseClosed(Refusal):
    """Papers are added to open cases only."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="此办件已办结，没有添加材料。如需补充，请办理更正或另立办件。",
                en="This case is closed; the paper was not added. Correct the case or open another one.",
            )
        )
