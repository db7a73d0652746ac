"""New keys for this node: made in a folder of their own, entered in the key log, then put in the place of the old ones.

In this order, so that a crash at any point leaves either the old keys in force or new ones that lie ready: what the log
names counts, and ``settle`` brings the files to it. Old private keys are kept under their numbers, for parcels on their
way are sealed to them. The certificate of the listener changes over only when the other nodes know the new one.
"""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from suixing.config.node.joining_keys import make_tls
from suixing.kernel.crypto import agreement_public_of, public_key_of
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import RECOVERY, TLS_CERTIFICATE, TLS_KEY, create_keys, read_key, write_secret

if TYPE_CHECKING:
    from suixing.exchange.nodes.chain import Chain, KeyEntry

    MakeEntry = Callable[[KeyEntry, Path, str], KeyEntry]

NEXT = "next"
SIGNING, AGREEMENT = "exchange", "exchange-agreement"
PUBLIC_OF = {SIGNING: public_key_of, AGREEMENT: agreement_public_of}
TLS = {TLS_KEY: "exchange-tls.next.key", TLS_CERTIFICATE: "exchange-tls.next.pem"}

ENDED = Sentence(
    "本节点的密钥记录已终止，不能再更换密钥；未改动。要重新加入，请运行 suixing node renew。",
    "This node's key log was ended; its keys cannot be changed any more. Nothing was changed. To take part again, run "
    "suixing node renew.",
)
NOT_ENDED = Sentence(
    "本节点的密钥记录没有终止；未改动。更换密钥请运行 suixing node rotate。",
    "This node's key log was not ended; nothing was changed. To change keys, run suixing node rotate.",
)
OTHER_KEY = Sentence(
    "本机的签名密钥不是密钥记录中最新的一把；未改动。请从密钥备份恢复 exchange.key，或运行 suixing node recover。",
    "The signing key on this machine is not the newest of the key log; nothing was changed. Restore exchange.key from "
    "the backup of the keys, or run suixing node recover.",
)
UNDER_WAY = Sentence(
    "另一次更换密钥尚未完成；未改动。请稍后运行 suixing node keys 查看。",
    "Another change of keys is not complete; nothing was changed. Look at suixing node keys in a moment.",
)
NOT_THE_RECOVERY_KEY = Sentence(
    "该文件中不是本节点现行的恢复密钥；未改动。",
    "That file does not hold this node's recovery key; nothing was changed.",
)


def rotate(*, now: datetime) -> "KeyEntry":
    """Change over to new keys, the old ones vouching for them. Raises Refusal."""
    from suixing.exchange.evidence import keys  # noqa: PLC0415 - only after setup
    from suixing.exchange.nodes.chain import rotated  # noqa: PLC0415

    def entry(last: "KeyEntry", made: Path, certificate: str) -> "KeyEntry":
        if keys().exchange_public != last.signing:
            raise Refusal(OTHER_KEY)
        return rotated(
            last, signing=public_key_of(read_key(made / f"{SIGNING}.key")),
            agreement=agreement_public_of(read_key(made / f"{AGREEMENT}.key")), certificate=certificate, at=now,
            private=keys().exchange,
        )  # fmt: skip

    return _change(entry, None, now=now)


def recover(private: bytes, recovery: bytes, *, now: datetime) -> "KeyEntry":
    """Change over to new keys by the recovery key; ``recovery`` is the public half of the next one. Raises Refusal."""
    from suixing.exchange.nodes.chain import recovered  # noqa: PLC0415 - only after setup

    def entry(last: "KeyEntry", made: Path, certificate: str) -> "KeyEntry":
        if public_key_of(private) != last.recovery:
            raise Refusal(NOT_THE_RECOVERY_KEY)
        return recovered(
            last, signing=public_key_of(read_key(made / f"{SIGNING}.key")),
            agreement=agreement_public_of(read_key(made / f"{AGREEMENT}.key")), recovery=recovery,
            certificate=certificate, at=now, private=private,
        )  # fmt: skip

    return _change(entry, recovery, now=now)


def renew(recovery: bytes, *, now: datetime) -> "KeyEntry":
    """Begin an ended log anew with keys that nothing before vouches for; raises Refusal.

    ``recovery`` is the public half of the new recovery key.
    """
    from suixing.exchange.nodes.chain import renewed  # noqa: PLC0415 - only after setup

    def entry(last: "KeyEntry", made: Path, certificate: str) -> "KeyEntry":
        return renewed(
            last, agreement=agreement_public_of(read_key(made / f"{AGREEMENT}.key")), recovery=recovery,
            certificate=certificate, at=now, private=read_key(made / f"{SIGNING}.key"),
        )  # fmt: skip

    return _change(entry, recovery, now=now, ended=True)


def _change(make_entry: "MakeEntry", recovery: bytes | None, *, now: datetime, ended: bool = False) -> "KeyEntry":
    from django.db import transaction  # noqa: PLC0415 - only after setup

    from suixing.exchange.nodes.actions import add_keys, one_change_at_a_time  # noqa: PLC0415
    from suixing.exchange.nodes.chain import closed  # noqa: PLC0415
    from suixing.exchange.nodes.own import own_place  # noqa: PLC0415
    from suixing.exchange.nodes.queries import chain_of  # noqa: PLC0415

    keys = _folder()
    with transaction.atomic():
        one_change_at_a_time()
        chain = chain_of(own_place())
        if closed(chain) is not ended:
            raise Refusal(NOT_ENDED if ended else ENDED)
        if _is_named(keys / NEXT, chain[-1]):
            raise Refusal(UNDER_WAY)
        made = _make_ready(keys, chain, recovery)
        certificate = (made / TLS_CERTIFICATE) if (made / TLS_CERTIFICATE).exists() else keys / TLS[TLS_CERTIFICATE]
        entry = make_entry(chain[-1], made, certificate.read_text(encoding="ascii"))
        add_keys(entry, now=now)
    settle(now=now)
    return entry


def _make_ready(keys: Path, chain: "Chain", recovery: bytes | None) -> Path:
    """New keys in a folder of their own, on disk when this returns; what a change broken off left there goes."""
    from django.conf import settings  # noqa: PLC0415 - only after setup

    made = keys / NEXT
    shutil.rmtree(made, ignore_errors=True)
    create_keys(made, (SIGNING, AGREEMENT))
    if recovery is not None:
        write_secret(made / RECOVERY, recovery.hex())
    waiting = keys / TLS[TLS_CERTIFICATE]
    # A certificate that others learn just now is not replaced by yet another one.
    if recovery is not None or not waiting.exists() or waiting.read_text(encoding="ascii") != chain[-1].certificate:
        make_tls(made, place=chain[-1].place, host=str(settings.SUIXING_EXCHANGE["host"]))
    _sync(made)
    _sync(keys)
    return made


def settle(*, now: datetime) -> bool:
    """Bring the key files to what the key log says, and tell others of new keys; whether a change was completed."""
    from django.db import transaction  # noqa: PLC0415 - only after setup

    from suixing.exchange.nodes.actions import one_change_at_a_time  # noqa: PLC0415
    from suixing.exchange.nodes.chain import closed  # noqa: PLC0415
    from suixing.exchange.nodes.own import own_place  # noqa: PLC0415
    from suixing.exchange.nodes.queries import chain_of  # noqa: PLC0415
    from suixing.exchange.post.spreading import tell_keys  # noqa: PLC0415

    keys = _folder()
    if not any((keys / name).exists() for name in (NEXT, *TLS.values())):
        return False
    with transaction.atomic():
        one_change_at_a_time()
        chain = chain_of(own_place())
        if closed(chain):
            return False
        changed = _is_named(keys / NEXT, chain[-1])
        if changed:
            _take_up(keys, chain)
            tell_keys(now=now)
        _change_certificate(keys, chain, now)
    return changed


def _is_named(made: Path, entry: "KeyEntry") -> bool:
    """Whether the keys that lie ready are those of this entry; the signing key goes last."""
    try:
        return public_key_of(read_key(made / f"{SIGNING}.key")) == entry.signing
    except Refusal:
        return False


def _take_up(keys: Path, chain: "Chain") -> None:
    made = keys / NEXT
    for name in (RECOVERY, TLS_KEY, TLS_CERTIFICATE):
        if (made / name).exists():
            (made / name).replace(keys / TLS.get(name, name))
    for name in (AGREEMENT, SIGNING):
        if (made / f"{name}.key").exists():
            _keep_old(keys, name, chain)
            (made / f"{name}.key").replace(keys / f"{name}.key")
    shutil.rmtree(made)
    _sync(keys)


def _keep_old(keys: Path, name: str, chain: "Chain") -> None:
    """The key that is replaced stays under the number of its entry; one that was lost does not."""
    try:
        private = read_key(keys / f"{name}.key")
    except Refusal:
        return
    public = PUBLIC_OF[name](private)
    for entry in chain:
        if public == (entry.signing if name == SIGNING else entry.agreement):
            write_secret(keys / f"{name}.{entry.number}.key", private.hex())


def _change_certificate(keys: Path, chain: "Chain", now: datetime) -> None:
    """Show the new certificate, once others know it; each file at a time, the key first."""
    if (keys / TLS[TLS_CERTIFICATE]).exists() and _is_known(keys, chain, now):
        for name, waiting in TLS.items():
            if (keys / waiting).exists():
                (keys / waiting).replace(keys / name)
        _sync(keys)


def _is_known(keys: Path, chain: "Chain", now: datetime) -> bool:
    """Whether to change over: a province when the hub's directory lists its keys, the hub after a week.

    At once where the old certificate counts no more: after a recovery or the end of a log, or where it is not in it.
    """
    from suixing.exchange.nodes.chain import OVERLAP, RECOVERED, RENEWED  # noqa: PLC0415 - only after setup
    from suixing.exchange.nodes.own import is_hub  # noqa: PLC0415
    from suixing.exchange.nodes.queries import held_directory  # noqa: PLC0415

    last = chain[-1]
    try:
        shown = (keys / TLS_CERTIFICATE).read_text(encoding="ascii")
    except OSError:
        shown = ""
    if (
        last.kind in (RECOVERED, RENEWED)
        or now >= last.at + OVERLAP
        or shown not in {entry.certificate for entry in chain}
    ):
        return True
    held = None if is_hub() else held_directory()
    listed = held.node(last.place) if held else None
    return listed is not None and len(listed.chain) >= last.number


def _folder() -> Path:
    from django.conf import settings  # noqa: PLC0415 - only after setup

    return Path(settings.SUIXING_KEYS_DIR)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
