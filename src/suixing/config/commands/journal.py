"""``suixing journal``: verify, seal, prove and check."""

import argparse
import json
import os
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from suixing.config.home import home_from_environment
from suixing.config.session import node_session
from suixing.journal.encoding import instant_text
from suixing.journal.proofs import MALFORMED, Unproved, check
from suixing.kernel.crypto import KEY_BYTES
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import keyring_at

SOUND, UNSOUND = 0, 1
LARGEST_FILE = 256 * 1024 * 1024

IS_SOUND = Sentence(
    zh="日志完好：共 {entries} 条记录，{sealed} 条已封存在 {blocks} 个签名区块中，{unsealed} 条待封存。",
    en="The journal is sound: {entries} entries, {sealed} of them sealed in {blocks} signed blocks, {unsealed} waiting "
    "to be sealed.",
)
IS_UNSOUND = Sentence(
    zh="日志有 {fault_count} 处问题（共 {entries} 条记录，{sealed} 个封存位置）：",
    en="The journal is not sound, {fault_count} faults ({entries} entries, {sealed} sealed places):",
)
SEALED = Sentence(
    zh="封存了 {entries} 条记录，共 {blocks} 块；最新为第 {number} 块，共 {size} 条。",
    en="{entries} entries sealed in {blocks} blocks; the newest is block {number} with {size} entries in all.",
)
BUSY = Sentence(zh="另一个进程正在封存日志。", en="Another process is sealing the journal already.")
PROVED = Sentence(
    zh="证明成立：记录 {entries} 在第 {block} 块（{at} 签名，共 {size} 条）之中，未被改动。",
    en="The proof holds: entry {entries} stands unaltered in block {block} (signed {at}, {size} entries in all).",
)
PROVED_ALL = Sentence(
    zh="证明成立：截至第 {block} 块（{at} 签名），关于 {subject} 的全部记录就是这 {count} 条：{entries}。",
    en="The proof holds: up to block {block} (signed {at}) these {count} entries are all about {subject}: {entries}.",
)
OWN_WORD = Sentence(
    zh="注意：公钥取自证明文件本身。请从节点的公开渠道取得公钥，并用 --key 再检查一次。",
    en="Note: the key was taken from the proof itself. Get the node's public key from where it publishes it and check "
    "again with --key.",
)
NO_HEADS = Sentence(zh="日志尚未封存过。", en="Nothing in the journal is sealed yet.")
UNREADABLE = Sentence(
    zh="{path} 无法读取，或不是证明文件；未作任何改动。",
    en="{path} cannot be read or is not a file of a proof; nothing was changed.",
)
BAD_KEY = Sentence(
    zh="--key 应为 64 位十六进制数字。",
    en="--key takes 64 hexadecimal digits.",
)
ONE_OF = Sentence(
    zh="请给出记录编号，或用 --subject 给出当事人编号，二者选一。",
    en="Give either the number of an entry or, with --subject, the id of a person.",
)


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``journal`` and its verbs."""
    journal = words.add_parser("journal", help="日志：检查、封存、证明 verify, seal and prove the journal")
    verbs = journal.add_subparsers(dest="verb", metavar="VERB", required=True)

    sound = verbs.add_parser("verify", help="检查日志是否被改动 find what was altered")
    sound.add_argument("--json", action="store_true")
    sound.set_defaults(run=lambda a: _verify(as_json=a.json))

    seal = verbs.add_parser("seal", help="封存已完成的记录 seal what is final")
    seal.set_defaults(run=lambda _: _seal())

    prove = verbs.add_parser("prove", help="出具证明 hand out a proof")
    prove.add_argument("entry", type=int, nargs="?", metavar="ENTRY", help="记录编号 number of an entry")
    prove.add_argument("--subject", type=uuid.UUID, metavar="UUID", help="某人的全部记录 all entries about a person")
    prove.add_argument("--out", type=Path, metavar="FILE", help="写入文件 write to a file")
    prove.set_defaults(run=lambda a: _prove(entry=a.entry, subject=a.subject, out=a.out))

    test = verbs.add_parser("check", help="检查一份证明，不需要数据库 check a proof; needs no database")
    test.add_argument("file", type=Path, metavar="FILE")
    test.add_argument("--key", metavar="HEX", help="节点的公钥 the node's public key")
    test.set_defaults(run=lambda a: _check(a.file, key=a.key))

    heads = verbs.add_parser("heads", help="已签名的区块头 signed heads, the newest first")
    heads.add_argument("--limit", type=int, default=10, metavar="N")
    heads.add_argument("--json", action="store_true", help="每行一个 one a line")
    heads.set_defaults(run=lambda a: _heads(limit=a.limit, as_json=a.json))


def _verify(*, as_json: bool) -> int:
    with node_session():
        from suixing.exchange.witnessing import witnessed_lines  # noqa: PLC0415
        from suixing.journal.verification import verify  # noqa: PLC0415

        verdict = verify(witnessed_lines())
    told = verdict.as_json()

    def tell() -> None:
        if as_json:
            print(json.dumps(told, ensure_ascii=False))
            return
        _say((IS_SOUND if verdict.is_sound else IS_UNSOUND).format(**told))
        for marked, findings in (("  ! ", verdict.faults), ("  · ", verdict.notes)):
            for finding in findings:
                _say(finding.sentence, mark=marked)

    return _ending(SOUND if verdict.is_sound else UNSOUND, tell)


def _seal() -> int:
    with node_session():
        from django.utils import timezone  # noqa: PLC0415

        from suixing.journal.actions import seal  # noqa: PLC0415

        report = seal(now=timezone.now())
    if report.busy:
        _say(BUSY)
        return SOUND
    head = report.head
    _say(SEALED.format(entries=report.entries, blocks=report.blocks, number=head.number, size=head.tree_size))
    return SOUND


def _prove(*, entry: int | None, subject: uuid.UUID | None, out: Path | None) -> int:
    if (entry is None) == (subject is None):
        raise Refusal(ONE_OF)
    with node_session():
        from suixing.journal.queries import completeness_proof, inclusion_proof  # noqa: PLC0415

        proof = completeness_proof(subject) if subject is not None else inclusion_proof(entry or 0)
    text = json.dumps(proof, ensure_ascii=False, indent=1) + "\n"
    if out is None:
        sys.stdout.write(text)
        return SOUND
    try:
        out.write_text(text, encoding="utf-8")
    except OSError:
        raise Refusal(UNREADABLE.format(path=out)) from None
    return SOUND


def _check(file: Path, *, key: str | None) -> int:
    proof = _read_proof(file)
    public_key, own_word = _key_for(proof, key)
    try:
        proved = check(proof, public_key)
    except Unproved as broken:
        why = broken.sentence
        return _ending(UNSOUND, lambda: _say(why))
    told = {
        "entries": ", ".join(str(entry) for entry in proved.entries) or "-",
        "count": len(proved.entries),
        "block": proved.head.number,
        "at": instant_text(proved.head.sealed_at),
        "size": proved.head.tree_size,
        "subject": proved.subject,
    }
    _say((PROVED if proved.subject is None else PROVED_ALL).format(**told))
    if own_word:
        _say(OWN_WORD)
    return SOUND


def _read_proof(file: Path) -> Any:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise Refusal(UNREADABLE.format(path=file))
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise Refusal(UNREADABLE.format(path=file)) from None


def _key_for(proof: Any, given: str | None) -> tuple[bytes, bool]:
    """The key to check with, and whether it is only the proof's own word: given, else this node's, else that."""
    if given is not None:
        try:
            key = bytes.fromhex(given)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise Refusal(BAD_KEY)
        return key, False
    home = home_from_environment()
    if home.is_initialised:
        return keyring_at(home.keys).journal_public, False
    try:
        return bytes.fromhex(proof["head"]["public_key"]), True
    except (KeyError, TypeError, ValueError):
        raise Refusal(MALFORMED) from None


def _heads(*, limit: int, as_json: bool) -> int:
    with node_session():
        from suixing.journal.queries import heads  # noqa: PLC0415

        found = list(heads(limit=max(limit, 1)))
    if as_json:
        for head in found:
            print(json.dumps({**head.as_json(), "hash": head.hash().hex()}))
        return SOUND
    if not found:
        _say(NO_HEADS)
        return SOUND
    print(f"公钥 public key  {found[0].public_key.hex()}")
    for head in found:
        print(f"{head.number:>8}  {instant_text(head.sealed_at)}  {head.tree_size:>12}  {head.hash().hex()}")
    return SOUND


def _ending(code: int, tell: Callable[[], None]) -> int:
    """The code that was reached before anything was told, also where the reader of the output goes away early."""
    try:
        tell()
        sys.stdout.flush()
    except BrokenPipeError:
        with suppress(OSError, ValueError):  # what is still held back must not fail once more at the exit
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
    return code


def _say(sentence: Sentence, *, mark: str = "") -> None:
    print(f"{mark}{sentence.zh}\n{' ' * len(mark)}{sentence.en}")
