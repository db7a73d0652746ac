"""Where the demonstration lies: a folder with one for each node, and one for the database that they share."""

import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suixing.config.databases import URLS, embedded
from suixing.config.engine.lease import leased
from suixing.config.home import Home, home_from_environment
from suixing.config.standing import NATION, PROVINCE, standing_of
from suixing.kernel.errors import Refusal, Sentence

NOT_A_DEMONSTRATION = Sentence(
    "{path} 是一个真实节点，或已有其他内容；示例不会写入其中：示例人员的口令是公开的。未改动。"
    "请用 SUIXING_HOME 指定另一个目录。",
    "{path} is a node of its own, or holds other things. The demonstration is not put into it, for anybody could sign "
    "in as its officers. Nothing was changed; name another folder with SUIXING_HOME.",
)
OWN_DATABASE = Sentence(
    "示例只使用内置数据库；请先取消 {setting}。未改动。",
    "The demonstration uses the embedded database only; unset {setting} first. Nothing was changed.",
)
OLD_ONE = Sentence(
    "{old} 中是旧版的单节点示例，未改动；新的示例建在 {new}。旧的不再需要时可以删除。",
    "{old} holds the demonstration of an earlier version, one node, and is left as it is; the new one is made in "
    "{new}. Delete the old one when you need it no more.",
)
BAD_PORT = Sentence(
    "端口 {port} 不可用（被占用或无权限）；示例未启动。请用 --port 另选端口。",
    "Port {port} cannot be used (taken, or not allowed); the demonstration was not started. Choose another with "
    "--port.",
)
EXCHANGE_PORT = Sentence(
    "节点之间使用的端口 {port} 已被其他程序占用；示例未启动。请结束该程序，或删除 {path} 后重建示例。",
    "Another program listens at port {port}, by which the nodes reach each other; the demonstration was not started. "
    "End that program, or delete {path} and make the demonstration anew.",
)
FIRST_PORT, FIRST_EXCHANGE_PORT = 8000, 8443
NODES = {"00": NATION, "44": PROVINCE, "50": PROVINCE}
NAMES = {
    "44": Sentence("广东节点", "Guangdong"), "50": Sentence("重庆节点", "Chongqing"),
    "00": Sentence("全国节点（转递）", "The nation, through which post goes"),
}  # fmt: skip
"""In the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The folder of the demonstration."""

    path: Path

    def home(self, place: str) -> Home:
        """The data folder of one of its nodes."""
        return Home(self.path / place)

    @property
    def engine(self) -> Path:
        return self.path / "engine"

    @property
    def registers(self) -> Path:
        return self.path / "registers"

    @property
    def mark(self) -> Path:
        """Says that everything here is a demonstration's."""
        return self.path / "demonstration"

    @property
    def complete(self) -> Path:
        """Says that it was made to the end."""
        return self.path / "demonstration.complete"

    @property
    def made(self) -> tuple[Path, ...]:
        """What is made in it, and made anew where that broke off."""
        return (self.engine, self.registers, self.path / "recovery", *(self.path / place for place in NODES))

    def environment(self, place: str) -> dict[str, str]:
        """For a process of one of its nodes."""
        return {
            "SUIXING_EXCHANGE_TICK": "2", "SUIXING_EXCHANGE_RESEND": "60", **os.environ,
            "SUIXING_HOME": str(self.path / place), "SUIXING_ENGINE": str(self.engine), "SUIXING_DEMO": "1",
            "SUIXING_PROCESS": "",
        }  # fmt: skip


def ground() -> Ground:
    """Where the demonstration lives: beside a real node's folder, unless a folder is named. Raises Refusal."""
    for setting in URLS.values():
        if os.environ.get(setting, "").strip():
            raise Refusal(OWN_DATABASE.format(setting=setting))
    named = bool(os.environ.get("SUIXING_HOME", "").strip())
    home = home_from_environment() if named else Home(home_from_environment().path.with_name("suixing-demo"))
    if _is_of_one_node(home):
        new = Home(home.path.with_name(f"{home.path.name}-nodes"))
        said = OLD_ONE.format(old=home.path, new=new.path)
        print(f"{said.zh}\n{said.en}", flush=True)
        home = new
    found = Ground(home.path)
    if not found.mark.exists() and (home.exists or any(path.exists() for path in found.made)):
        raise Refusal(NOT_A_DEMONSTRATION.format(path=home.path))
    home.path.mkdir(parents=True, exist_ok=True)
    found.mark.touch()
    return found


def _is_of_one_node(home: Home) -> bool:
    """Whether an earlier version made its demonstration here, which was a node that stands alone."""
    marked = (home.path / "demonstration").exists() or (home.path / "demo.json").exists()
    return home.exists and marked and not standing_of(home).role


@contextmanager
def engine_of(found: Ground) -> Iterator[None]:
    """The shared database runs inside this block."""
    cluster = embedded(found.home("00")).cluster
    assert cluster is not None  # noqa: S101 - of a node that was at least begun
    with leased(cluster):
        yield


def clear(found: Ground) -> None:
    """Take away what was half made, so that it is made anew; the server of it is stopped first."""
    if found.home("00").remembered() and found.engine.exists():
        with engine_of(found):
            pass
    for path in found.made:
        database = path / "database"
        if database.is_symlink():
            shutil.rmtree(database.resolve(), ignore_errors=True)
        shutil.rmtree(path, ignore_errors=True)


def demo_file(home: Home) -> dict[str, Any]:
    """What a node's page about the demonstration shows; empty before it was made."""
    try:
        told: dict[str, Any] = json.loads((home.path / "demo.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told


def write_demo_file(home: Home, told: dict[str, Any]) -> None:
    """Written whole or not at all; holds passwords, though of invented officers."""
    partial = home.path / "demo.partial"
    partial.touch(0o600)
    partial.write_text(json.dumps(told), encoding="utf-8")
    partial.replace(home.path / "demo.json")


def free_ports(count: int, *, first: int) -> list[int]:
    """So many ports of this machine at which nobody listens, from ``first`` on."""
    found: list[int] = []
    for candidate in range(first, min(first + 200, 65536)):
        if is_free(candidate):
            found.append(candidate)
        if len(found) == count:
            return found
    raise Refusal(BAD_PORT.format(port=first))


def is_free(port: int) -> bool:
    """Whether one can listen at a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True
