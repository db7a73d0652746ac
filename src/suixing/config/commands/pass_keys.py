"""``suixing pass keys | rotate-key | withdraw-key``: the keys with which this node issues passes."""

import argparse
import json
from datetime import datetime

from suixing.config.commands.intake import BEIJING, OFFICER
from suixing.config.commands.sealing import seal_journal
from suixing.config.session import node_session
from suixing.kernel.errors import Sentence

ROTATED = Sentence(
    "第 {number} 号密钥自现在起签发；此前签发的仍有效。请重新备份密钥：suixing node backup。",
    "Key {number} signs from now on, and what was signed before stays good. Back the keys up again: suixing node "
    "backup.",
)
WITHDRAWN = Sentence(
    "第 {number} 号密钥已撤回，它签发的一概无效；有 {count} 张有效随行证须重新出具（如下）。请重新备份密钥。",
    "Key {number} is withdrawn: nothing that it signed counts. {count} valid passes are to be handed out anew, as "
    "listed. Back the keys up again.",
)
NO_KEYS = Sentence(
    "尚未生成签发密钥；首次签发时自动生成。", "No key was made yet; the first pass to be issued makes one."
)
SIGNS = Sentence("在用", "signs")
OLD = Sentence("已停用，所签仍有效", "signs no more, still counts")
GONE = Sentence("已撤回", "withdrawn")


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs about issuer keys."""
    keys = verbs.add_parser("keys", help="签发密钥 the issuer keys")
    keys.add_argument("--json", action="store_true")
    keys.set_defaults(run=_keys)
    rotate = verbs.add_parser("rotate-key", help="换用新的签发密钥 another key signs from now on")
    rotate.set_defaults(run=_rotate)
    withdraw = verbs.add_parser(
        "withdraw-key", help="密钥被盗：撤回，不能恢复 a key was stolen: nothing it signed counts"
    )
    withdraw.add_argument("number", type=int, metavar="NUMBER", help="见 suixing pass keys as listed there")
    withdraw.set_defaults(run=_withdraw)


def _keys(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.passes.queries import issuer_keys  # noqa: PLC0415 - only after setup

        held = issuer_keys()
    if chosen.json:
        rows = [
            {
                "number": one.number, "thumbprint": one.thumbprint, "since": one.since.isoformat(),
                "signs_until": _text(one.signs_until), "withdrawn_at": _text(one.withdrawn_at),
            }
            for one in held
        ]  # fmt: skip
        print(json.dumps(rows, indent=2))
        return 0
    if not held:
        print(f"{NO_KEYS.zh}\n{NO_KEYS.en}")
    for one in held:
        standing = GONE if one.withdrawn_at else SIGNS if one.signs else OLD
        print(f"{one.number:>4}  {one.thumbprint}  {one.since:%Y-%m-%d}  {standing.both()}")
    return 0


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _rotate(_: argparse.Namespace) -> int:
    with node_session():
        from suixing.passes.actions import rotate_key  # noqa: PLC0415 - only after setup

        now = datetime.now(BEIJING)
        said = ROTATED.format(number=rotate_key(by=OFFICER, now=now))
        seal_journal(now=now)
    print(f"{said.zh}\n{said.en}")
    return 0


def _withdraw(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.passes.actions import withdraw_key  # noqa: PLC0415 - only after setup
        from suixing.passes.queries import signed_with  # noqa: PLC0415

        now = datetime.now(BEIJING)
        count = withdraw_key(number=chosen.number, by=OFFICER, now=now)
        listed = signed_with(key=chosen.number, today=now.date())
        seal_journal(now=now)
    said = WITHDRAWN.format(number=chosen.number, count=count)
    print(f"{said.zh}\n{said.en}")
    for number, office in listed:
        print(f"{office}  {number}")
    return 0
