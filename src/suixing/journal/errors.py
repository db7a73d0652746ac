"""What the journal refuses."""

from suixing.kernel.errors import Refusal, Sentence


class JournalMisuse(TypeError):  # noqa: N818 - it says who has to mend something
    """The calling code breaks a rule of the journal: a fault of the program, never of a person."""


FOREIGN_HEAD = Sentence(
    zh="日志最新的第 {number} 块不是用本节点的密钥签名的；未封存任何内容。"
    "请恢复日志密钥，并运行 suixing journal verify。",
    en="The journal's newest block {number} is not signed with this node's key; nothing was sealed. "
    "Restore the journal's key and run suixing journal verify.",
)
DUMP_RESTORED = Sentence(
    zh="数据库的事务编号低于日志已封存的位置，说明数据是从转储恢复的；未封存任何内容。"
    "请用 suixing node restore 完成恢复。",
    en="The database counts its transactions from below the point up to which the journal is sealed: it was "
    "restored from a dump. Nothing was sealed. Finish the restore with suixing node restore.",
)
BUSY = Sentence(
    zh="另一个进程正在封存日志；本次未作任何改动。请稍后再试。",
    en="Another process is sealing the journal; nothing was changed. Try again in a moment.",
)
WRITERS_AT_WORK = Sentence(
    zh="仍有事务在写日志，无法开始新的纪元；未作任何改动。请停止节点的其他进程后重试。",
    en="Transactions are still writing to the journal, so a new epoch cannot begin; nothing was changed. "
    "Stop the node's other processes and try again.",
)
NO_SUCH_ENTRY = Sentence(
    zh="日志中没有编号为 {entry} 的记录。",
    en="The journal holds no entry with the number {entry}.",
)
NOT_SEALED_YET = Sentence(
    zh="编号为 {entry} 的记录尚未封存，暂时无法出具证明。请先运行 suixing journal seal。",
    en="The entry {entry} is not sealed yet, so there is no proof of it. Run suixing journal seal first.",
)
NOTHING_SEALED = Sentence(
    zh="日志尚未封存过，暂时无法出具证明。请先运行 suixing journal seal。",
    en="Nothing in the journal is sealed yet, so there is no proof to give. Run suixing journal seal first.",
)
DAMAGED = Sentence(
    zh="日志已封存的部分已损坏；没有再封存任何内容，已记录的内容都保留着，新的记录照常写入。"
    "请运行 suixing journal verify 查明何处受损，再从备份恢复。",
    en="The journal's sealed part is damaged. Nothing more was sealed; what was recorded stays, and recording goes on. "
    "Run suixing journal verify to see where, then restore from a backup.",
)


class JournalDamaged(Refusal):
    """What is sealed does not stand as it was sealed, so the sealer builds nothing on it."""

    def __init__(self, sentence: Sentence = DAMAGED) -> None:
        super().__init__(sentence)
