"""One PostgreSQL cluster in a folder: initdb, start, stop. Socket only, passwords always."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from suixing.config.engine.identity import EngineAccount, engine_account, reachable_folder, reachable_programs
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import write_secret

START_SECONDS = 60
STOP_SECONDS = 60
LONGEST_SOCKET_FOLDER = 90  # sun_path holds 107 bytes, and the socket's own name takes up to 14
PORT = 5432
SUPERUSER = "postgres"


@dataclass(frozen=True)
class Passwords:
    """A folder with one file for the password of each role."""

    folder: Path

    def of(self, role: str) -> str:
        """The password of ``role``; empty before ``make``."""
        try:
            return self._file(role).read_text().strip()
        except (FileNotFoundError, NotADirectoryError):
            return ""

    def make(self, role: str) -> None:
        """Draw the password of ``role`` unless it has one."""
        if not self._file(role).exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            write_secret(self._file(role), secrets.token_urlsafe(32))

    def _file(self, role: str) -> Path:
        return self.folder / f"{role}.password"


@dataclass(frozen=True)
class Cluster:
    """Where a cluster lives. ``folder`` holds data, socket and log; ``secrets`` the superuser's password.

    ``run`` holds the leases of those who use it.
    """

    folder: Path
    secrets: Path
    settings: Mapping[str, str]
    run: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgresql.log"

    @property
    def socket(self) -> Path:
        """The folder of the socket; elsewhere when the path would not fit into an address.

        Said before the cluster is made and after it in the same way, though its folder may become a link meanwhile.
        """
        inside = self.folder.parent.resolve() / self.folder.name / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        name = "suixing-" + secrets_name(inside)
        return Path(tempfile.gettempdir()) / name

    @property
    def password(self) -> str:
        """The password of the superuser; empty before it was drawn."""
        return Passwords(self.secrets).of(SUPERUSER)

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        """A connection as the superuser, for making roles and databases only."""
        return psycopg.connect(
            host=str(self.socket),
            port=PORT,
            user=SUPERUSER,
            password=self.password,
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        )

    def is_running(self) -> bool:
        """Whether a server of this cluster answers."""
        if not (self.data / "postmaster.pid").exists():
            return False
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True


def secrets_name(path: Path) -> str:
    """A short name that stands for a long path."""
    import hashlib  # noqa: PLC0415

    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def start(cluster: Cluster) -> bool:
    """Start the server unless it runs already; whether this call started it."""
    if cluster.is_running():
        return False
    account = engine_account()
    programs = reachable_programs(account)
    real = reachable_folder(cluster.folder, account)
    _make_socket_folder(cluster, account)
    if not (real / "data" / "PG_VERSION").exists():
        _initialise(cluster, real, programs, account)
    _launch(cluster, real, programs, account)
    return True


def stop(cluster: Cluster) -> None:
    """Stop the server (fast shutdown: sessions are ended, everything committed is kept)."""
    pid = _server_pid(cluster)
    if pid is None:
        return
    try:
        os.kill(pid, signal.SIGINT)
    except ProcessLookupError:
        return
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and _is_alive(pid):
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        reaped, _ = os.waitpid(pid, os.WNOHANG)  # our own child must not be left as a zombie
    except ChildProcessError:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return not _is_zombie(pid)
    return reaped == 0


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def _server_pid(cluster: Cluster) -> int | None:
    try:
        return int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _make_socket_folder(cluster: Cluster, account: EngineAccount) -> None:
    folder = cluster.socket
    if not folder.exists():
        folder.mkdir(mode=0o700)
    owner = folder.stat().st_uid
    if folder.is_symlink() or owner not in {os.geteuid(), account.uid if account.uid is not None else os.geteuid()}:
        raise Refusal(
            Sentence(
                zh="目录 {path} 属于他人；数据库未启动。请删除它或更改 SUIXING_HOME。",
                en="The folder {path} belongs to someone else; the database was not started. Remove it or "
                "choose another SUIXING_HOME.",
            ).format(path=folder)
        )
    folder.chmod(0o700)
    account.give(folder)


def _initialise(cluster: Cluster, real: Path, programs: Path, account: EngineAccount) -> None:
    partial = real / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    descriptor, name = tempfile.mkstemp(dir=real)
    with os.fdopen(descriptor, "w") as file:
        file.write(cluster.password)
    account.give(Path(name))
    try:
        _run(
            [
                str(programs / "initdb"), "--pgdata", str(partial), "--username", SUPERUSER, "--pwfile", name,
                "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale-provider", "builtin",
                "--builtin-locale", "C.UTF-8", "--locale", "C", "--data-checksums", "--no-sync",
            ],
            account,
        )  # fmt: skip
    finally:
        Path(name).unlink(missing_ok=True)
    (partial / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    partial.rename(real / "data")


def _run(command: list[str], account: EngineAccount) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        cwd="/",
        env=_environment(),
        **account.run_arguments(),  # type: ignore[call-overload]
    )
    if done.returncode != 0:
        _refuse_start(done.stdout.decode(errors="replace"))


def _environment() -> dict[str, str]:
    # No PG* variable of the caller may steer the engine, and its log speaks English.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return {**kept, "LC_ALL": "C", "LANG": "C"}


def _launch(cluster: Cluster, real: Path, programs: Path, account: EngineAccount) -> None:
    command = [str(programs / "postgres"), "-D", str(real / "data")]
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        # The server may be unable to enter the folders above the link through which we reach it.
        "unix_socket_directories": str(cluster.socket.resolve()),
        "unix_socket_permissions": "0700",
        **cluster.settings,
    }
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    if cluster.log.exists() and cluster.log.stat().st_size > 10_000_000:
        cluster.log.replace(cluster.log.with_suffix(".log.1"))
    with cluster.log.open("ab") as log:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(),
            start_new_session=True,  # a key pressed at the terminal must not reach the server
            **account.run_arguments(),  # type: ignore[call-overload]
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if cluster.is_running():
            server.returncode = 0  # it outlives this object on purpose; nobody is to warn about that
            return
        if server.poll() is not None:
            break
        time.sleep(0.02)
    _refuse_start(_last_lines(cluster.log))


def _last_lines(log: Path) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-5:])
    except OSError:
        return ""


def _refuse_start(said: str) -> None:
    raise Refusal(
        Sentence(
            zh="内置数据库无法启动；已有数据未改动。数据库报告：{said}",
            en="The embedded database could not be started; existing data is unchanged. It said: {said}",
        ).format(said=" | ".join(line.strip() for line in said.strip().splitlines()[-5:]))
    )
