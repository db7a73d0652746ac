"""What the pages of the intake say: counts in words, states, what is kept and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from suixing.journeys.intake.errors import REPORT_NOT_KEPT, TAKEN_BACK_FIRST
from suixing.journeys.intake.queries import Reasons, RunCounts, RunPage
from suixing.kernel.errors import Refusal, Sentence
from suixing.web.parts import Column, Link, Notice, SummaryRow, Table
from suixing.web.words import moment, number

EMPTY_LIST = Sentence(
    "还没有提交过登记簿。请在上面选择文件提交；不确定时先勾选“只检查”。",
    "No register was handed in yet. Choose a file above; when in doubt, tick “check only” first.",
)
COUNTED = {
    "accepted": Sentence("{n} 人已登记", "{n} registered"),
    "updated": Sentence("{n} 人的内容已更新", "{n} brought up to date"),
    "unchanged": Sentence("{n} 人已登记过，没有变化", "{n} registered before, nothing changed"),
    "rejected": Sentence("{n} 行未接收，需要改正", "{n} not accepted, to be mended"),
}
COUNTED_IN_CHECK = {
    "accepted": Sentence("{n} 人可以登记", "{n} could be registered"),
    "updated": Sentence("{n} 人的内容会更新", "{n} would be brought up to date"),
    "unchanged": Sentence("{n} 人已登记过，没有变化", "{n} registered before, nothing changed"),
    "rejected": Sentence("{n} 行不会接收，需要改正", "{n} would not be accepted, to be mended"),
}
COLUMNS = {
    "accepted": Sentence("已登记", "Registered"),
    "updated": Sentence("已更新", "Updated"),
    "unchanged": Sentence("无变化", "Unchanged"),
    "rejected": Sentence("未接收", "Not accepted"),
}
GONE = {
    "taken_back": Sentence(
        "有人撤回了同意，所以保存的登记簿和报告已销毁。已登记的其他人不受影响。如需报告，请重新提交登记簿。",
        "Somebody took her consent back, so the kept sheet and report were destroyed. Others who were registered are "
        "not affected. If you need the report, hand the register in again.",
    ),
    "age": Sentence(
        "报告保存 30 天后已销毁。如需报告，请重新提交登记簿。",
        "The report was destroyed after 30 days. If you need it, hand the register in again.",
    ),
}
GONE_SHORT = {
    "taken_back": Sentence("已销毁：有人撤回了同意", "Destroyed: somebody took her consent back"),
    "age": Sentence("已销毁：满 30 天", "Destroyed after 30 days"),
}
REFUSED = Sentence("登记簿没有读取，没有登记任何内容", "The register was not read; nothing was registered")
BROKE_OFF = Sentence("处理中断", "This broke off")
NOT_DONE = Sentence("这一步没有执行", "This was not done")
WITHDRAWN = Sentence("已撤回，没有登记任何内容", "Taken back; nothing was registered")
CHECKED = Sentence("检查完毕，没有登记任何内容", "Checked; nothing was registered")
FINISHED = Sentence("处理完毕", "Taken in")
DESTROYED = Sentence("保存的文件已销毁", "The kept files were destroyed")
MEND = Sentence(
    "下载附原因的登记簿，改正标红的各行，再在本页提交整张表：已登记的人不会重复。",
    "Download the sheet with reasons, mend the coloured rows and hand the whole sheet in again on this page: nobody is "
    "registered twice.",
)
NOTHING_TO_MEND = Sentence("没有需要改正的行。", "There is nothing to mend.")
CHECK_ONLY = Sentence("只检查", "Check only")
REGISTER = Sentence("登记", "Register")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: a sentence, and a number between 0 and ``most`` where that is known."""

    text: Sentence
    done: int
    most: int


def counted(run: RunCounts) -> list[Sentence]:
    """The counts, one sentence each."""
    words = COUNTED_IN_CHECK if run.check else COUNTED
    return [said.format(n=number(getattr(run, name))) for name, said in words.items()]


def progress(run: RunCounts) -> Progress:
    """In words; the last batch may be stored while the number stands still."""
    if run.state == "waiting":
        text = Sentence("正在等待处理，前面可能还有其他登记簿。", "Waiting; other registers may come first.")
    elif run.rows_done == 0:
        text = Sentence("正在读取登记簿。", "The register is being read.")
    elif run.rows_done >= run.rows_expected:
        text = Sentence("已处理 {done} 行，正在写报告。", "{done} rows are done; the report is being written.").format(
            done=number(run.rows_done)
        )
    else:
        text = Sentence("已处理 {done} 行，共约 {most} 行。", "{done} of about {most} rows are done.").format(
            done=number(run.rows_done), most=number(run.rows_expected)
        )
    return Progress(text, run.rows_done, max(run.rows_expected, 1))


def about(page: RunPage) -> list[SummaryRow]:
    """What is known of a run, one line each."""
    run = page.counts
    found = [
        SummaryRow(Sentence("状态", "State"), run.title),
        SummaryRow(Sentence("提交时间", "Handed in"), run.handed_in_at),
        SummaryRow(Sentence("提交人", "By"), run.officer),
        SummaryRow(Sentence("方式", "What for"), CHECK_ONLY if run.check else REGISTER),
    ]
    if page.file_name:
        found.insert(0, SummaryRow(Sentence("文件", "File"), page.file_name))
    if run.finished_at is not None:
        found.append(SummaryRow(Sentence("结束时间", "Ended"), run.finished_at))
    return found


def notices(page: RunPage, refusal: Refusal | None) -> list[Notice]:
    """What happened, what was kept, what to do."""
    run = page.counts
    found = [] if refusal is None else [Notice(NOT_DONE, refusal.sentence, "warning")]
    text = run.refusal or ""
    match run.state:
        case "refused":
            found.append(Notice(REFUSED, text, "bad"))
        case "failed":
            found.append(Notice(BROKE_OFF, text, "bad"))
        case "withdrawn":
            found.append(Notice(WITHDRAWN, TAKEN_BACK_FIRST if page.gone else "", "plain"))
        case "finished":
            found.append(Notice(CHECKED if run.check else FINISHED, MEND if run.rejected else NOTHING_TO_MEND, "good"))
            if page.gone:
                found.append(Notice(DESTROYED, REPORT_NOT_KEPT if page.has_reasons else GONE[page.gone], "plain"))
        case _:
            pass
    return found


def runs_table(runs: list[RunCounts], gone: Mapping[UUID, str]) -> Table:
    """The list of an office's runs."""
    columns = [
        Column(Sentence("提交时间", "Handed in")),
        Column(Sentence("提交人", "By")),
        Column(Sentence("方式", "What for")),
        Column(Sentence("状态", "State")),
        *(Column(heading, "number") for heading in COLUMNS.values()),
    ]
    lines = []
    for run in runs:
        link = Link(reverse("intake_run", args=[run.id]), moment(run.handed_in_at))
        why = GONE_SHORT.get(gone.get(run.id, ""))
        state = run.title if why is None else [run.title, why]
        numbers = [number(getattr(run, name)) for name in COLUMNS]
        lines.append([link, run.officer, CHECK_ONLY if run.check else REGISTER, state, *numbers])
    return Table(Sentence("本机构提交的登记簿", "Registers of this office"), columns, lines, EMPTY_LIST)


def reasons_table(reasons: Reasons) -> Table:
    """Row number, column, and the sentence that says why and what to do."""
    columns = [
        Column(Sentence("行号", "Row"), "number"),
        Column(Sentence("列", "Column")),
        Column(Sentence("原因和办法", "Reason, and what to do")),
    ]
    lines = [[row, one.column, one.message] for row, problems in reasons.rows for one in problems]
    return Table(Sentence("未接收的行", "Rows not accepted"), columns, lines, NOTHING_TO_MEND)
