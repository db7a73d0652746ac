"""What may follow what in the life of a handed-in sheet, and which journal entry says so."""

from suixing.journeys.models import RunState
from suixing.kernel.errors import Sentence

# From and to; None where take_in itself writes the entry, in the midst of its own work.
TRANSITIONS: dict[tuple[RunState, RunState], str | None] = {
    (RunState.WAITING, RunState.RUNNING): None,
    (RunState.RUNNING, RunState.RUNNING): None,  # its worker died, the next one took it up
    (RunState.RUNNING, RunState.FINISHED): None,
    (RunState.RUNNING, RunState.REFUSED): "intake.refused",
    (RunState.RUNNING, RunState.FAILED): "intake.failed",
    (RunState.FAILED, RunState.WAITING): "intake.tried_again",
    (RunState.WAITING, RunState.WITHDRAWN): "intake.withdrawn",
}

TITLES: dict[str, Sentence] = {
    RunState.WAITING: Sentence("等待处理", "Waiting"),
    RunState.RUNNING: Sentence("处理中", "Running"),
    RunState.FINISHED: Sentence("已完成", "Finished"),
    RunState.FAILED: Sentence("中断", "Broke off"),
    RunState.REFUSED: Sentence("未能读取", "Could not be read"),
    RunState.WITHDRAWN: Sentence("已撤回", "Taken back"),
}
