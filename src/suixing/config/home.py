"""The data folder: one place for database, keys and files."""

import fcntl
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from suixing.kernel.errors import Refusal, Sentence


@dataclass(frozen=True)
class Home:
    """Paths inside the data folder. Creating one touches nothing."""

    path: Path

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def cache(self) -> Path:
        return self.path / "cache"

    @property
    def database(self) -> Path:
        return self.path / "database"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def settings_file(self) -> Path:
        return self.path / "node.json"

    @property
    def begun_file(self) -> Path:
        """What ``settings_file`` will say, while the node is being made."""
        return self.path / "node.begun"

    @property
    def restoring_mark(self) -> Path:
        """Exists while a restore is under way, and after one that broke off."""
        return self.path / "restoring"

    @property
    def is_initialised(self) -> bool:
        return self.settings_file.exists()

    @property
    def exists(self) -> bool:
        """Whether there is a node here, be it one whose restore broke off."""
        return self.is_initialised or self.restoring_mark.exists()

    def settings(self) -> dict[str, Any]:
        """What ``node init`` wrote; refuses a node whose restore broke off half-way."""
        if self.restoring_mark.exists():
            raise Refusal(HALF_RESTORED)
        loaded = _read(self.settings_file)
        if loaded is None:
            raise Refusal(NOT_INITIALISED.format(path=self.path))
        return loaded

    def remembered(self) -> dict[str, Any]:
        """The same, or what is said of a node that is being made or restored; empty where there is none yet."""
        for file in (self.settings_file, self.begun_file):
            loaded = _read(file)
            if loaded is not None:
                return loaded
        return {}

    def make_folders(self) -> None:
        """Create the folders that are missing; only keys are closed to other users of the machine."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for folder in (self.files, self.cache, self.run):
                folder.mkdir(exist_ok=True)
            self.files.chmod(0o700)
            self.run.chmod(0o700)
        except OSError as error:
            raise Refusal(
                Sentence(
                    zh="无法在 {path} 建立数据目录（{why}）；未写入任何内容。请用 SUIXING_HOME 指定可写的目录。",
                    en="The data folder {path} cannot be made ({why}); nothing was written. Name a folder that "
                    "can be written with SUIXING_HOME.",
                ).format(path=self.path, why=error.strerror or "?")
            ) from None


def _read(file: Path) -> dict[str, Any] | None:
    try:
        loaded = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        raise Refusal(UNREADABLE_SETTINGS.format(path=file)) from None
    if not isinstance(loaded, dict):
        raise Refusal(UNREADABLE_SETTINGS.format(path=file))
    return loaded


HALF_RESTORED = Sentence(
    zh="上次恢复中途停止，数据尚不完整，节点未启动。请再次运行 suixing node restore。",
    en="The last restore broke off and the data is not complete, so the node was not started. Run suixing node "
    "restore again.",
)
NOT_INITIALISED = Sentence(
    zh="{path} 中还没有节点。请先运行：suixing node init",
    en="There is no node in {path} yet. Run first: suixing node init",
)
UNREADABLE_SETTINGS = Sentence(
    zh="节点设置 {path} 无法读取；节点未启动，数据未改动。请从备份中恢复该文件。",
    en="The node's settings {path} cannot be read; the node was not started and nothing was changed. "
    "Restore that file from a backup.",
)


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """One command at a time makes or restores a node; a second one waits for the first."""
    descriptor = os.open(home.run / "making.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def home_from_environment() -> Home:
    """``SUIXING_HOME``, else the user's data directory for suixing."""
    named = os.environ.get("SUIXING_HOME", "").strip()
    if named:
        return Home(Path(named).expanduser().absolute())
    return Home(Path(platformdirs.user_data_dir("suixing")))


def web_secret(home: Home) -> str:
    """What sessions and forms are signed with, the same on every web process of the node; a passing one before init."""
    try:
        kept = (home.keys / "fingerprint.key").read_bytes().strip()
    except OSError:
        kept = os.urandom(32)
    return hmac.new(kept, b"suixing web secret", "sha256").hexdigest()
