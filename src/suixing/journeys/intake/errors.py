"""What is answered to an officer who hands in a sheet, or asks for one."""

from suixing.kernel.errors import Refusal, Sentence

NOT_WAITING = Sentence(
    "这次提交已经开始处理，不能撤回。请等待处理结束。",
    "This sheet is being taken in already and cannot be taken back. Wait for its end.",
)
NOT_BROKEN_OFF = Sentence(
    "这次提交没有中断，或保存的文件已销毁，不能重新处理。请重新提交登记簿。",
    "This run has not broken off, or its kept sheet was destroyed, so it cannot be tried again. Hand the register in "
    "again.",
)
SENT_OTHERWISE = Sentence(
    "这张表单已用另一个文件提交过，那次提交有效；现在的文件没有保存。请在本页重新选择文件并提交。",
    "This form was sent before with another file, which stands; the file sent now was not stored. Choose it once more "
    "on this page and hand it in.",
)
NO_REPORT = Sentence(
    "这次提交没有保存的报告。请重新提交登记簿，可勾选“只检查”。",
    "No report is kept for this run. Hand the register in again; tick “check only” if nothing should be stored.",
)
TOO_OFTEN = Sentence(
    "处理多次中断，已停止。已登记的行数见下，不会丢失；登记簿仍封存在本节点。请稍后点“再试一次”；如再次中断，请告知本节点的管理人员。",
    "Taking this sheet in broke off several times and was given up. The rows counted below are registered and stay; "
    "the sheet is still kept, sealed. Press “try again” later; if it breaks off again, tell those who run this node.",
)
FAULT = Sentence(
    "系统出错，处理中断。已登记的行数见下，不会丢失；登记簿仍封存在本节点。请点“再试一次”，已登记的行不会重复；如再次中断，请告知本节点的管理人员。",
    "A fault in the system broke this off. The rows counted below are registered and stay; the sheet is still kept, "
    "sealed. Press “try again”: no row is registered twice. If it breaks off once more, tell those who run this node.",
)
CUT_OFF = Sentence(
    "读到中途停止：已登记的行数见下，不会丢失；其余各行没有登记。",
    "Reading stopped half-way: the rows counted below are registered and stay; the others are not.",
)
TAKEN_BACK_FIRST = Sentence(
    "开始处理之前有人撤回了同意，登记簿已销毁，没有登记任何内容。请重新提交。",
    "Before this was begun, somebody took her consent back; the sheet was destroyed and nothing was registered. Hand "
    "the register in again.",
)
REPORT_NOT_KEPT = Sentence(
    "处理期间有人撤回了同意，所以没有保存报告。各行的原因仍可查看。",
    "While this ran somebody took her consent back, so no report was kept. The reasons row by row are still there.",
)


class RunRefused(Refusal):
    """A run cannot be taken back, tried again, or has nothing to show."""


class NoSuchRun(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """No run of this office has this number."""
