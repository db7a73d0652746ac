"""Back up a node while it works: data into one folder, keys into another."""

import tarfile
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from suixing import __version__
from suixing.config.databases import databases_of
from suixing.config.home import Home
from suixing.config.node import archive, programs
from suixing.config.session import node_session
from suixing.config.standing import standing_of
from suixing.journeys import ledger
from suixing.kernel.errors import Refusal
from suixing.kernel.keys import keyring_at


def keys_beside(folder: Path) -> Path:
    """Where the keys go unless another place is named."""
    return folder.with_name(folder.name + "-keys")


def backup(folder: Path, *, keys: Path | None) -> int:
    """Write a backup into an empty ``folder`` and the keys into ``keys``, which may hold older copies."""
    folder = folder.absolute()
    key_folder = (keys or keys_beside(folder)).absolute()
    with node_session() as home:
        begin = time.monotonic()
        archive.make_empty(folder)
        if key_folder.is_relative_to(folder):
            raise Refusal(archive.SAME_PLACE)
        people = write_backup(home, folder)
        try:
            archive.copy_keys(home.keys, key_folder)
        except OSError as error:
            raise Refusal(archive.CANNOT_WRITE.format(path=key_folder, why=error.strerror)) from None
        ledger.remember_copy(home.keys, key_folder)
    seconds = time.monotonic() - begin
    print(f"已备份 {people:,} 人到 {folder}（{seconds:.1f} 秒）；密钥在 {key_folder}，请与数据分开保管。")
    print(f"Backed up {people:,} people to {folder} ({seconds:.1f} s); the keys are in {key_folder}: keep them apart.")
    return 0


def _add_files(tar: tarfile.TarFile, files: Path) -> None:
    """Every finished file; one that is destroyed while this runs is left out."""
    tar.add(files, arcname="files", recursive=False)
    for path in sorted(files.rglob("*")):
        if path.suffix != ".partial":
            with suppress(FileNotFoundError):
                tar.add(path, arcname=f"files/{path.relative_to(files)}", recursive=False)


def write_backup(home: Home, folder: Path) -> int:
    """The data part; how many people it holds at least."""
    from suixing.journal.queries import status  # noqa: PLC0415 - only after setup
    from suixing.people.queries import person_count  # noqa: PLC0415

    people, entries = person_count(), status().entries
    programs.dump(databases_of(home).owner, folder / archive.DUMP)
    with tarfile.open(folder / archive.FILES, "w") as tar:
        _add_files(tar, home.files)
    archive.Manifest(
        format=archive.FORMAT,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        suixing=__version__,
        journal_key=keyring_at(home.keys).journal_public.hex(),
        people=people,
        journal_entries=entries,
        sha256={name: archive.digest(folder / name) for name in (archive.DUMP, archive.FILES)},
        node=replace(standing_of(home), engine=None).kept(),
    ).write(folder)
    return people
