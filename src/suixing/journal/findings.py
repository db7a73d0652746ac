"""What a check of the journal can find, and how it is said."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from suixing.journal.encoding import instant_text
from suixing.kernel.errors import Sentence

MOST_TOLD = 1_000

FAULTS = {
    "altered": Sentence(
        zh="记录 {entry}（第 {block} 块，序号 {seq}，{act}，{at}）被改动过。",
        en="Entry {entry} (block {block}, place {seq}, {act}, {at}) was altered.",
    ),
    "removed": Sentence(
        zh="记录 {entry}（第 {block} 块，序号 {seq}）被删除。",
        en="Entry {entry} (block {block}, place {seq}) was removed.",
    ),
    "inserted": Sentence(
        zh="记录 {entry}（{act}，{at}）是封存之后插入的。",
        en="Entry {entry} ({act}, {at}) was inserted where everything had been sealed.",
    ),
    "reordered": Sentence(
        zh="记录 {entry}（第 {block} 块，序号 {seq}，{act}，{at}）的顺序被调换。",
        en="Entry {entry} (block {block}, place {seq}, {act}, {at}) was moved to another place.",
    ),
    "leaf": Sentence(
        zh="记录 {entry} 的封存值（第 {block} 块，序号 {seq}）被改动过。",
        en="The seal of entry {entry} (block {block}, place {seq}) was altered.",
    ),
    "leaf_missing": Sentence(
        zh="第 {block} 块序号 {seq} 的封存值缺失，所属记录被抹去。",
        en="The seal at place {seq} (block {block}) is missing: its entry was wiped out.",
    ),
    "leaf_foreign": Sentence(
        zh="记录 {entry} 的封存值（序号 {seq}）不属于任何已签名的块。",
        en="The seal of entry {entry} (place {seq}) belongs to no signed block.",
    ),
    "mention": Sentence(
        zh="当事人 {subject} 的第 {number} 条链接（记录 {entry}，第 {block} 块，序号 {seq}）缺失、被改动或被调换。",
        en="Link {number} of subject {subject} (entry {entry}, block {block}, place {seq}) is missing, altered or "
        "moved.",
    ),
    "subject": Sentence(
        zh="当事人 {subject} 的计数或链头被改动过。",
        en="Count or chain head of subject {subject} was altered.",
    ),
    "map": Sentence(
        zh="当事人对照表（层 {level}，节点 {number}）与记录不符。",
        en="The map of subjects (level {level}, node {number}) does not agree with the entries.",
    ),
    "tile": Sentence(
        zh="哈希树的中间值（层 {level}，编号 {number}，序号 {seq} 起）被改动或缺失。",
        en="The inner hash (level {level}, number {number}, from place {seq} on) of the tree is missing or altered.",
    ),
    "root": Sentence(
        zh="第 {block} 块（序号 {seq} 至 {last}）的树根与签名不符：其中有记录连同封存值一起被改动。",
        en="The root of block {block} (places {seq} to {last}) is not the signed one: an entry in it was altered "
        "together with its seal.",
    ),
    "block": Sentence(
        zh="第 {block} 块的区块头与前后不衔接。",
        en="The head of block {block} does not follow from the one before it.",
    ),
    "block_missing": Sentence(
        zh="第 {block} 块缺失。",
        en="Block {block} is missing.",
    ),
    "foreign_key": Sentence(
        zh="第 {block} 块由另一把密钥签名。",
        en="Block {block} names another key than this node's.",
    ),
    "signature": Sentence(
        zh="第 {block} 块的签名与内容不符：区块头被改动过。",
        en="The signature of block {block} is not of its content: the head was altered.",
    ),
    "truncated": Sentence(
        zh="数据库只到第 {block} 块，而 {at} 已签名至第 {last} 块、{number} 条记录：较新的内容丢失，"
        "是否从备份恢复过？",
        en="The database ends at block {block}, but on {at} block {last} with {number} entries was signed: what is "
        "newer is gone. Was it restored from a backup?",
    ),
    "rewritten": Sentence(
        zh="第 {block} 块不是 {at} 签名的那一块：数据库曾被退回并改写。",
        en="Block {block} is not the one signed on {at}: the database was taken back and written anew.",
    ),
    "witnessed_rewritten": Sentence(
        zh="节点 {by} 见证了 {at} 签名的第 {block} 块，而库中的不是那一块：数据库曾被退回并改写。",
        en="Node {by} saw block {block} as it was signed on {at}, and the database holds another one: it was taken "
        "back and written anew.",
    ),
    "witnessed_truncated": Sentence(
        zh="节点 {by} 见证了 {at} 签名的第 {last} 块，而数据库只到第 {block} 块：较新的内容丢失，是否从备份恢复过？",
        en="Node {by} saw block {last} as it was signed on {at}, and the database ends at block {block}: what is newer "
        "is gone. Was it restored from a backup?",
    ),
    "log_damaged": Sentence(
        zh="heads.log 中有 {number} 行无法读取。",
        en="{number} lines of heads.log cannot be read.",
    ),
}  # fmt: skip

# What is said where one of the particulars is not to be had: kind, and the one that is missing.
WITHOUT = {
    ("mention", "number"): Sentence(
        zh="记录 {entry}（第 {block} 块，序号 {seq}）提到当事人 {subject}，但此处没有封存过与该当事人的链接："
        "链接被删除，或此处被换成了另一条记录。",
        en="Entry {entry} (block {block}, place {seq}) names subject {subject}, to whom nothing is linked at this "
        "place: the link was removed, or another entry was put here.",
    ),
    ("mention", "entry"): Sentence(
        zh="当事人 {subject} 的第 {number} 条链接指向序号 {seq}，那里没有封存的记录。",
        en="Link {number} of subject {subject} points to place {seq}, where no entry is sealed.",
    ),
    ("map", "level"): Sentence(
        zh="当事人对照表中有多余的节点，不属于任何当事人。",
        en="The map of subjects holds nodes in which no subject stands.",
    ),
}  # fmt: skip

NOTES = {
    "restored": Sentence(
        zh="节点已从备份恢复：退回到第 {block} 块；{at} 签名的第 {last} 块及之前的较新内容不在库中。"
        "恢复本身已记入日志。",
        en="The node was restored from a backup and went back to block {block}; what was newer, up to block {last} "
        "signed on {at}, is not in the database. The restore itself is in the journal.",
    ),
    "log_behind": Sentence(
        zh="heads.log 只到第 {last} 块，数据库已到第 {block} 块；下次封存时会补上。",
        en="heads.log ends at block {last}, the database at block {block}; the next sealing makes up for it.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or note: its kind, where it is, and the sentence."""

    kind: str
    sentence: Sentence
    where: dict[str, Any]


@dataclass
class Verdict:
    """The outcome of a check. ``faults`` holds the first thousand, ``fault_count`` counts all."""

    entries: int = 0
    sealed: int = 0
    unsealed: int = 0
    blocks: int = 0
    subjects: int = 0
    fault_count: int = 0
    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return self.fault_count == 0

    def fault(self, kind: str, **where: Any) -> None:
        """Count a fault, and keep it while there is room."""
        self.fault_count += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(Finding(kind, _sentence(kind, where).format(**_told(where)), where))

    def note(self, kind: str, **where: Any) -> None:
        """Something to know that is no fault."""
        self.notes.append(Finding(kind, NOTES[kind].format(**_told(where)), where))

    def as_json(self) -> dict[str, Any]:
        """For ``suixing journal verify --json``."""

        def said(finding: Finding) -> dict[str, Any]:
            where = _told({name: value for name, value in finding.where.items() if value is not None})
            return {"kind": finding.kind, **where, "zh": finding.sentence.zh, "en": finding.sentence.en}

        return {
            "sound": self.is_sound,
            "entries": self.entries,
            "sealed": self.sealed,
            "unsealed": self.unsealed,
            "blocks": self.blocks,
            "subjects": self.subjects,
            "fault_count": self.fault_count,
            "faults": [said(one) for one in self.faults],
            "notes": [said(one) for one in self.notes],
        }


def _sentence(kind: str, where: dict[str, Any]) -> Sentence:
    for name, value in where.items():
        if value is None and (kind, name) in WITHOUT:
            return WITHOUT[kind, name]
    return FAULTS[kind]


def _told(where: dict[str, Any]) -> dict[str, Any]:
    return {
        name: instant_text(value) if isinstance(value, datetime.datetime) else "?" if value is None else value
        for name, value in where.items()
    }
