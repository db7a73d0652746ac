"""The shape of a backup: a folder with the database, the files and a manifest; keys in a folder apart."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from suixing.journeys import ledger
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import ISSUERS, LATER, NAMES, REVOKED, write_secret
from suixing.kernel.lines import merge_lines

MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "files.tar"
FORMAT = 1
# What a node that speaks with others holds besides: certificates, public halves, keys of times before, what NATS asks.
JOINING_FILES = ("exchange-*.key", "exchange-*.pem", "exchange-*.pub", "exchange.*.key", "exchange-nats.json")

NOT_EMPTY = Sentence(
    "{path} 不是空目录；未备份。请指定新的或空的目录。",
    "{path} is not an empty folder; nothing was backed up. Name a new or empty one.",
)
CANNOT_WRITE = Sentence(
    "{path} 无法写入（{why}）；未完成备份，节点不受影响。",
    "{path} cannot be written ({why}); the backup was not finished, the node is unaffected.",
)
SAME_PLACE = Sentence(
    "密钥备份不能放在数据备份之内；未备份。请用 --keys 指定另一个目录。",
    "The backup of the keys must not lie inside the backup of the data; nothing was backed up. Name another folder "
    "with --keys.",
)
NO_BACKUP = Sentence(
    "{path} 中没有完整的备份；节点未改动。",
    "There is no complete backup in {path}; the node is unchanged.",
)
DAMAGED = Sentence(
    "备份 {path} 已损坏（{name} 与清单不符）；节点未改动。请使用另一份备份。",
    "The backup {path} is damaged ({name} does not fit the manifest); the node is unchanged. Use another backup.",
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. It is written last: a folder without one is no backup."""

    format: int
    made_at: str
    suixing: str
    journal_key: str
    people: int
    journal_entries: int
    sha256: dict[str, str]
    node: dict[str, Any] = field(default_factory=dict)
    """The node's standing among others, for where its folder is gone."""

    def write(self, folder: Path) -> None:
        partial = folder / f"{MANIFEST}.partial"
        partial.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        partial.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a whole and undamaged backup; raises Refusal otherwise."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**said)
    except (OSError, ValueError, TypeError):
        raise Refusal(NO_BACKUP.format(path=folder)) from None
    if manifest.format != FORMAT:
        raise Refusal(NO_BACKUP.format(path=folder))
    for name, expected in manifest.sha256.items():
        if not (folder / name).is_file() or digest(folder / name) != expected:
            raise Refusal(DAMAGED.format(path=folder, name=name))
    return manifest


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_empty(folder: Path, others: Iterable[Path] = ()) -> None:
    """``folder`` exists, is empty and private, and lies inside none of ``others``."""
    for other in others:
        if folder.absolute().is_relative_to(other.absolute()):
            raise Refusal(SAME_PLACE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Refusal(NOT_EMPTY.format(path=folder))
        folder.chmod(0o700)
    except OSError as error:
        raise Refusal(CANNOT_WRITE.format(path=folder, why=error.strerror)) from None


def present(folder: Path) -> list[str]:
    """Names of the keys to copy from ``folder``: one that came with a newer version may not be there yet."""
    return [name for name in NAMES if name not in LATER or (folder / f"{name}.key").exists()]


def _joining(folder: Path) -> list[Path]:
    return sorted({path for pattern in JOINING_FILES for path in folder.glob(pattern)})


def copy_keys(source: Path, target: Path) -> None:
    """Copy the node's keys and the ledger of what was taken back; passwords of the engine stay."""
    target.mkdir(parents=True, exist_ok=True)
    target.chmod(0o700)
    for name in present(source):
        write_secret(target / f"{name}.key", (source / f"{name}.key").read_text().strip())
    for path in _joining(source):
        write_secret(target / path.name, path.read_text().strip())
    _copy_issuers(source, target, replace=True)
    ledger.merge(target, source)
    merge_lines(target / ISSUERS / REVOKED, source / ISSUERS / REVOKED)


def restore_keys(source: Path, target: Path) -> None:
    """Bring keys back to a node that has none; one that exists is never replaced."""
    target.mkdir(parents=True, exist_ok=True)
    target.chmod(0o700)
    for path in [*(source / f"{name}.key" for name in present(source)), *_joining(source)]:
        if not (target / path.name).exists():
            shutil.copyfile(path, target / path.name)
            (target / path.name).chmod(0o600)
    _copy_issuers(source, target, replace=False)


def _copy_issuers(source: Path, target: Path, *, replace: bool) -> None:
    """The keys that issue passes; a node on which none was made yet has no such folder."""
    for path in sorted((source / ISSUERS).glob("*.key")):
        (target / ISSUERS).mkdir(mode=0o700, exist_ok=True)
        copied = target / ISSUERS / path.name
        if replace or not copied.exists():
            write_secret(copied, path.read_text().strip())
