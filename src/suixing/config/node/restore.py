"""Bring a node back from a backup: all of it or nothing, and nobody who was erased since."""

import shutil
import tarfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from suixing.config.databases import available, databases_of, make_passwords
from suixing.config.home import Home, home_from_environment
from suixing.config.node import archive, lifecycle, programs
from suixing.config.node.backup import keys_beside, write_backup
from suixing.config.node.presence import Presence
from suixing.config.roles import grant_roles
from suixing.config.session import close_connections, set_up_django
from suixing.config.standing import Standing, engine_after, read_standing, standing_of
from suixing.journeys import ledger
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import ISSUERS, NAMES, REVOKED, keyring_at
from suixing.kernel.lines import merge_lines

RUNNING = Sentence(
    "节点正在运行（{url}）；请先运行 suixing node down，再恢复。未改动。",
    "The node is running ({url}); run suixing node down first, then restore. Nothing was changed.",
)
NO_KEYS = Sentence(
    "没有此备份的密钥：本节点没有密钥，{path} 中也没有完整的密钥备份；未改动。请用 --keys 指定密钥备份。",
    "The keys of this backup are missing: the node has none and {path} holds no complete copy. Nothing was changed. "
    "Name the backup of the keys with --keys.",
)
OTHER_KEYS = Sentence(
    "备份属于另一个节点（密钥不符）；未改动。",
    "The backup belongs to another node (its keys differ); nothing was changed.",
)


def restore(folder: Path, *, keys: Path | None) -> int:
    """Replace the node's data by the backup; what was there is kept as a backup of its own."""
    folder = folder.absolute()
    home = home_from_environment()
    manifest = archive.read_manifest(folder)
    running = Presence(home.run).read()
    if running is not None:
        raise Refusal(RUNNING.format(url=running["url"]))
    standing = _standing(home, manifest)
    begin = time.monotonic()
    home.make_folders()
    lifecycle.begin(home, standing)
    make_passwords(home)
    _bring_keys(home, (keys or keys_beside(folder)).absolute())
    if keyring_at(home.keys).journal_public.hex() != manifest.journal_key:
        raise Refusal(OTHER_KEYS)
    databases = databases_of(home)
    # Until erasures made since the backup are carried out again, nobody may work on what was restored.
    with available(databases):
        set_up_django()
        try:
            replaced = _keep_present(home)
            close_connections()
            home.restoring_mark.touch()
            programs.restore(databases.owner, folder / archive.DUMP)
            lifecycle.bring_up_to_date()
            grant_roles(databases)
            _bring_files(home, folder)
            replayed, sound = _carry_on(manifest)
            home.restoring_mark.unlink()
        finally:
            close_connections()
    lifecycle.write_settings(home, standing)
    seconds = time.monotonic() - begin
    print(f"已恢复 {manifest.made_at} 的备份（{seconds:.1f} 秒）；此后的 {replayed} 项删除与撤回已重新执行。")
    print(
        f"Restored the backup of {manifest.made_at} ({seconds:.1f} s); {replayed} erasures and withdrawals made since "
        "were carried out again."
    )
    if replaced is not None:
        print(f"恢复前的数据备份在 {replaced}。 What was here before is backed up in {replaced}.")
    print(
        "日志核验通过。 The journal verifies."
        if sound
        else "日志核验未通过！ THE JOURNAL DOES NOT VERIFY: suixing journal verify"
    )
    return 0 if sound else 1


def _standing(home: Home, manifest: archive.Manifest) -> Standing:
    """The node's own, else what it was when it was backed up, in an engine of this machine."""
    held = standing_of(home) if home.is_initialised else read_standing(manifest.node)
    return replace(held, engine=engine_after(home, held.place))


def _bring_keys(home: Home, source: Path) -> None:
    """The keys of this node, else those of the backup; in both cases all that is known to be taken back."""
    complete = all((source / f"{name}.key").exists() for name in archive.present(source))
    if not all((home.keys / f"{name}.key").exists() for name in NAMES):
        if not complete:
            raise Refusal(NO_KEYS.format(path=source))
        archive.restore_keys(source, home.keys)
    if source.is_dir():
        ledger.merge(home.keys, source)
        merge_lines(home.keys / ISSUERS / REVOKED, source / ISSUERS / REVOKED)


def _keep_present(home: Home) -> Path | None:
    """Back up what the restore is about to replace; only the newest such copy stays."""
    if home.restoring_mark.exists() or not _holds_people():
        return None  # what is here is itself half a restore, or nothing
    before = home.path / "replaced"
    target = before / datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    archive.make_empty(target)
    write_backup(home, target)
    for older in before.iterdir():
        if older != target:
            shutil.rmtree(older)
    return target


def _holds_people() -> bool:
    from django.db import connection  # noqa: PLC0415 - only after setup

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('people_person') IS NOT NULL AND to_regclass('journal_entry') IS NOT NULL")
        row = cursor.fetchone()
    return bool(row and row[0])


def _bring_files(home: Home, folder: Path) -> None:
    with tarfile.open(folder / archive.FILES) as tar:
        tar.extractall(home.path, filter="data")


def _carry_on(manifest: archive.Manifest) -> tuple[int, bool]:
    from django.db import transaction  # noqa: PLC0415 - only after setup

    from suixing.access import actions as access  # noqa: PLC0415
    from suixing.journal import actions as journal  # noqa: PLC0415
    from suixing.journal.verification import verify  # noqa: PLC0415
    from suixing.journeys import take_back  # noqa: PLC0415
    from suixing.passes import actions as passes  # noqa: PLC0415
    from suixing.residents import actions as residents  # noqa: PLC0415

    now = datetime.now(UTC)
    journal.begin_epoch(now=now)
    with transaction.atomic():
        # A browser signed out since the backup, or whose officer has left, must not be signed in again by it.
        access.end_all_sessions()
        journal.record(
            act="node.restored", office=None, officer="console", purpose="operation",
            detail={"backup_of": datetime.fromisoformat(manifest.made_at)}, now=now,
        )  # fmt: skip
    passes.carry_on_after_restore(by="console", now=now)
    replayed = take_back.replay(by="console")
    residents.put_off_erasures()
    passes.renew_tokens(now=now, before=now)
    journal.seal(now=datetime.now(UTC))
    return replayed, verify().is_sound
