"""``suixing pass trust | status-lists``: writes what ``suixing pass verify`` reads, as anybody can fetch it."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from suixing.config.session import node_session
from suixing.kernel.errors import Refusal, Sentence

SIGNED_BY = Sentence(
    zh="名单由密钥 {thumbprint} 签名；请经另一途径告知核验者，供 --anchor 使用。",
    en="The list is signed by the key {thumbprint}. Tell whoever checks passes by another way, for --anchor.",
)
HELD = Sentence(zh="共 {count} 份状态名单。", en="{count} status lists.")
NOT_WRITTEN = Sentence(
    zh="无法写入 {path}；没有改动。请换一个位置。",
    en="{path} cannot be written. Nothing was changed; choose another place.",
)


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``trust`` and ``status-lists``."""
    trust = verbs.add_parser("trust", help="本节点的信任名单 whom this node trusts to issue passes")
    trust.set_defaults(run=_trust)
    lists = verbs.add_parser("status-lists", help="本节点所有的状态名单 all status lists that this node holds")
    lists.set_defaults(run=_status_lists)
    for verb in (trust, lists):
        verb.add_argument("--out", type=Path, metavar="FILE", help="写入文件 where to; the screen unless said")


def _trust(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.passes.actions import renew_trust  # noqa: PLC0415 - only after setup
        from suixing.passes.queries import list_key, signed_trust  # noqa: PLC0415

        renew_trust(now=datetime.now(UTC))
        token, thumbprint = signed_trust() or "", list_key().kid
    _write(token, chosen.out)
    _say(SIGNED_BY.format(thumbprint=thumbprint))
    return 0


def _status_lists(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.passes.queries import bundle, status_lists  # noqa: PLC0415 - only after setup

        lists = status_lists()
        text = bundle(lists)
    _write(text, chosen.out)
    _say(HELD.format(count=len(lists)))
    return 0


def _write(text: str, path: Path | None) -> None:
    if path is None:
        print(text)
        return
    try:
        path.write_text(text + "\n")
    except OSError:
        raise Refusal(NOT_WRITTEN.format(path=path)) from None


def _say(sentence: Sentence) -> None:
    print(f"{sentence.zh}\n{sentence.en}", file=sys.stderr)
