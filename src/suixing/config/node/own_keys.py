"""What the commands about this node's own keys do: change them, recover, end and list them."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from suixing.config.node import changing_keys
from suixing.config.node.introducing import joined_session
from suixing.config.node.joining_keys import CANNOT_WRITE, OUT_EXISTS, OUT_INSIDE, WRITTEN_OUT, read_recovery
from suixing.kernel.crypto import new_key, public_key_of
from suixing.kernel.errors import Refusal, Sentence

if TYPE_CHECKING:
    from suixing.exchange.nodes.chain import Chain

_GROUP = 4

ROTATED = Sentence(
    "已换用第 {number} 组密钥；旧密钥在七天内仍有效。名片已排队送交全国节点。",
    "The keys of entry {number} are in use now; the old ones stay good for seven days. The card is on its way.",
)
COMPLETED = Sentence(
    "已完成此前中断的密钥更换；未再次更换。",
    "A change of keys that had been broken off was completed; there was no other one.",
)
RECOVERED = Sentence(
    "已用恢复密钥换上第 {number} 组密钥；旧密钥此后签署的一概无效。"
    "请运行 suixing node card --out 文件，把名片交给全国节点批准。",
    "The keys of entry {number} are in use by the recovery key; nothing that the old ones sign from now on counts. Run "
    "suixing node card --out FILE and give the card to the hub's operator to approve.",
)
NOT_A_KEY = Sentence(
    "文件 {path} 中不是恢复密钥；未改动。",
    "The file {path} holds no recovery key; nothing was changed.",
)
OTHER_PLACE = Sentence(
    "本节点是 {own}，而不是 {place}；未改动。",
    "This node is {own}, not {place}; nothing was changed.",
)
HUB_STAYS = Sentence(
    "全国节点的密钥不能终止，否则名册无人签署；未改动。密钥被盗请运行 suixing node recover。",
    "The hub's keys cannot be ended, for nobody would sign the directory; nothing was changed. Where they were stolen, "
    "run suixing node recover.",
)
OTHER_LOG = Sentence(
    "节点 {place} 所记录的本节点密钥与此处不同：那里或此处的记录被换过，请立即核对指纹。",
    "Node {place} has another key pinned for this node than its own log has: one of the two was swapped. Compare "
    "fingerprints at once.",
)
KEYS_ENDED = Sentence(
    "本节点的密钥记录已终止：它不再收发，不能撤销。",
    "This node's key log is ended: it sends and takes nothing more. That cannot be undone.",
)
RENEWED = Sentence(
    "密钥记录已重新开始（第 {number} 项）。请运行 suixing node card --out 文件，并由全国节点核对新指纹后批准；"
    "其他节点随名册得知。",
    "The key log is begun anew (entry {number}). Run suixing node card --out FILE; the hub's operator compares the new "
    "fingerprint and approves it. The other nodes hear of it by the directory.",
)


def rotate() -> int:
    """New keys, for which the old ones vouch; where a change was broken off it is completed instead."""
    with joined_session():
        from django.utils import timezone  # noqa: PLC0415 - only after setup

        if changing_keys.settle(now=timezone.now()):
            _say(COMPLETED)
        else:
            _say(ROTATED.format(number=changing_keys.rotate(now=timezone.now()).number))
    return 0


def recover(recovery: Path, out: Path) -> int:
    """New keys by the recovery key, and another recovery key in ``out``."""
    private = _read_recovery(recovery)
    with joined_session():
        from django.utils import timezone  # noqa: PLC0415 - only after setup

        from suixing.exchange.nodes.chain import newest  # noqa: PLC0415
        from suixing.exchange.nodes.own import own_place  # noqa: PLC0415
        from suixing.exchange.nodes.queries import chain_of, may_sign  # noqa: PLC0415

        changing_keys.settle(now=timezone.now())
        if may_sign() and public_key_of(private) != newest(chain_of(own_place())).recovery:
            raise Refusal(changing_keys.NOT_THE_RECOVERY_KEY)
        following = _following(out)
        entry = changing_keys.recover(private, following, now=timezone.now())
        _say(WRITTEN_OUT.format(path=out))
        _say(RECOVERED.format(number=entry.number))
    return 0


def renew(out: Path) -> int:
    """After the end of this node's key log: new keys, to be approved anew, and a recovery key in ``out``."""
    with joined_session():
        from django.utils import timezone  # noqa: PLC0415 - only after setup

        from suixing.exchange.nodes.queries import may_sign  # noqa: PLC0415

        if may_sign():
            raise Refusal(changing_keys.NOT_ENDED)
        entry = changing_keys.renew(_following(out), now=timezone.now())
        _say(WRITTEN_OUT.format(path=out))
        _say(RENEWED.format(number=entry.number))
    return 0


def _following(out: Path) -> bytes:
    """The public half of a new recovery key, which lies in ``out`` now, away from this node."""
    from django.conf import settings  # noqa: PLC0415 - only after setup

    if out.resolve().is_relative_to(Path(settings.SUIXING_KEYS_DIR).parent.resolve()):
        raise Refusal(OUT_INSIDE)
    following = new_key()
    _write_recovery(out, following)
    return public_key_of(following)


def end(place: str, recovery: Path | None) -> int:
    """End this node's key log: by its signing key, or by the recovery key where a file with it is given."""
    private = _read_recovery(recovery) if recovery else None
    with joined_session():
        from django.utils import timezone  # noqa: PLC0415 - only after setup

        from suixing.exchange.nodes.own import is_hub, own_place  # noqa: PLC0415
        from suixing.exchange.post.spreading import end_keys  # noqa: PLC0415

        if place != own_place():
            raise Refusal(OTHER_PLACE.format(own=own_place(), place=place[:20]))
        if is_hub():
            raise Refusal(HUB_STAYS)
        changing_keys.settle(now=timezone.now())
        end_keys(private, now=timezone.now())
        _say(KEYS_ENDED)
    return 0


def show(place: str, *, as_json: bool) -> int:
    """List the keys of a node as they are pinned here; this one's unless ``place`` is given.

    1 where another node witnessed another log of this node than there is here.
    """
    with joined_session():
        from suixing.exchange.nodes.own import own_place  # noqa: PLC0415 - only after setup
        from suixing.exchange.nodes.queries import chain_of  # noqa: PLC0415
        from suixing.exchange.witnessing import key_contradictions  # noqa: PLC0415

        rows = keys_told(chain_of(place or own_place()))
        others = key_contradictions() if place in ("", own_place()) else []
    if as_json:
        print(json.dumps(rows))
        return int(bool(others))
    for row in rows:
        until = row["until"] or "—"
        print(f"{row['number']:>4}  {row['kind']:<9}  {row['since']}  {until:<27}  {row['fingerprint']}")
    for other in others:
        _say(OTHER_LOG.format(place=other))
    return int(bool(others))


def keys_told(chain: "Chain") -> "Sequence[dict[str, str | int | None]]":
    """Each entry of a log: number, kind, since and until when its keys are good (until None: no end yet)."""
    from suixing.exchange.nodes.chain import REVOKED, fingerprint, in_force_until  # noqa: PLC0415 - only after setup
    from suixing.exchange.nodes.fields import instant_text  # noqa: PLC0415

    told = list[dict[str, str | int | None]]()
    for entry in chain:
        until = entry.at if entry.kind == REVOKED else in_force_until(chain, entry.number)
        told.append(
            {
                "number": entry.number, "kind": entry.kind, "since": instant_text(entry.at),
                "until": None if until is None else instant_text(until), "fingerprint": fingerprint(entry),
            }
        )  # fmt: skip
    return told


def _read_recovery(path: Path) -> bytes:
    try:
        private = read_recovery(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        private = None
    if private is None:
        raise Refusal(NOT_A_KEY.format(path=path))
    return private


def _write_recovery(out: Path, private: bytes) -> None:
    """For paper, or a place away from this machine: whole and on disk before anything relies on it."""
    text = private.hex()
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(" ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP)) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise Refusal(OUT_EXISTS.format(path=out)) from None
    except OSError as error:
        raise Refusal(CANNOT_WRITE.format(path=out, why=error.strerror or "?")) from None


def _say(sentence: Sentence) -> None:
    print(f"{sentence.zh}\n{sentence.en}")
