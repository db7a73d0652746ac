"""Make, run, stop and inspect a node."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from suixing.config.databases import available, databases_of, make_engine, make_passwords
from suixing.config.home import Home, alone, home_from_environment
from suixing.config.node import joining_keys
from suixing.config.node.introducing import found_here
from suixing.config.node.listener import ExchangeListener
from suixing.config.node.nats_beside import NatsBeside
from suixing.config.node.presence import Presence
from suixing.config.node.worker import Child, IntakeWorker
from suixing.config.public_address import public_address
from suixing.config.roles import grant_roles
from suixing.config.session import close_connections, node_session, set_up_django
from suixing.config.standing import SECONDS, Standing, Told, exchange_seconds, standing_after, standing_of
from suixing.config.wishing import wishes_carried_out
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import LATER, create_keys, keyring_at

ALONE = Told()
FIRST_PORT = 8000
READY_SECONDS = 90
SEAL_EVERY_SECONDS = 1.0
PATIENCE = 300  # seconds in a row without a database

BAD_PORT = Sentence(
    "端口 {port} 不可用（被占用或无权限）；节点未启动。请用 --port 另选端口。",
    "Port {port} cannot be used (taken, or not allowed); the node was not started. Choose another with --port.",
)
RUNS_ALREADY = Sentence("此节点已在运行：{url}", "This node is running already: {url}")
OFFICES_ELSEWHERE = Sentence(
    "本节点已有不属于区划 {place} 的机构（{codes}），不能担任此角色；节点设置未改动。",
    "This node has offices that are not of {place} ({codes}) and cannot take this role; its settings are unchanged.",
)
NOT_RUNNING = Sentence("此节点没有在运行。", "This node is not running.")
DID_NOT_START = Sentence(
    "节点未能启动；数据未改动。详情见 {log}", "The node did not start; nothing was changed. See {log}"
)


def initialise(told: Told = ALONE, *, recovery_out: Path | None = None) -> int:
    """Make the node of this environment; doing it again changes nothing but brings it up to date.

    ``told``: its role among other nodes, which stays what it once was; how it is reached may change.
    """
    home = home_from_environment()
    databases_of(home)  # an address that cannot be right is said before anything is made
    for variable in SECONDS:
        exchange_seconds(variable)
    public_address()
    standing_after(home, told)
    joining_keys.check_recovery_out(home.path, home.keys, recovery_out)
    started = time.monotonic()
    home.make_folders()
    with alone(home):
        divisions = _make(home, standing_after(home, told), recovery_out)
    seconds = time.monotonic() - started
    print(f"节点已就绪：{home.path}（区划 {divisions:,} 条，用时 {seconds:.1f} 秒）。")
    print(f"The node is ready in {home.path} ({divisions:,} divisions, {seconds:.1f} s).")
    print("下一步 Next: suixing node up   |   suixing intake FILE --office 440309005")
    return 0


def _make(home: Home, standing: Standing, recovery_out: Path | None) -> int:
    begin(home, standing)
    make_passwords(home)
    databases = databases_of(home)
    if home.is_initialised:
        keyring_at(home.keys)  # a node whose keys are gone must not get new ones in silence
    else:
        create_keys(home.keys)
    with available(databases):
        set_up_django()
        try:
            divisions = bring_up_to_date()
            grant_roles(databases)
            _check_offices(standing)
        finally:
            close_connections()
    if standing.role:
        joining_keys.make_joining_keys(home.keys, standing, recovery_out)
    write_settings(home, standing)
    return divisions


def _check_offices(standing: Standing) -> None:
    """A node that stood alone may have served offices that are another node's once it has a role."""
    from suixing.places.queries import open_offices_elsewhere  # noqa: PLC0415 - only after setup

    strangers = open_offices_elsewhere(standing.place)
    if strangers:
        raise Refusal(OFFICES_ELSEWHERE.format(place=standing.place, codes=", ".join(strangers)))


def begin(home: Home, standing: Standing) -> None:
    """Say what a new node will be, so that its database is found; nothing where there is a node already."""
    if home.is_initialised:
        return
    if standing.engine is not None:
        make_engine(standing.engine)
    _write(home.begun_file, standing.kept())


def write_settings(home: Home, standing: Standing) -> None:
    """Mark the folder as a node: the last step, so that one broken off half-way is made again."""
    held = home.remembered() if home.is_initialised else {}
    made = {"format": 1, "made_at": datetime.now(UTC).isoformat(timespec="seconds"), **held, **standing.kept()}
    if made != held:
        _write(home.settings_file, made)
    home.begun_file.unlink(missing_ok=True)


def _write(file: Path, said: dict[str, Any]) -> None:
    partial = file.with_name(f"{file.name}.partial")
    partial.write_text(json.dumps(said) + "\n", encoding="utf-8")
    partial.replace(file)


def bring_up_to_date() -> int:
    """Tables, divisions, agreements and the address index, as this version wants them."""
    from django.core.management import call_command  # noqa: PLC0415 - only after setup
    from django.utils import timezone  # noqa: PLC0415

    from suixing.clocks.actions import adopt_shipped  # noqa: PLC0415
    from suixing.consent.actions import publish_agreements  # noqa: PLC0415
    from suixing.places.actions import begin_address_index, load_divisions  # noqa: PLC0415
    from suixing.places.queries import division_count, reader  # noqa: PLC0415

    with begin_address_index() as building:
        call_command("migrate", verbosity=0, interactive=False)
        load_divisions(now=timezone.now())
        publish_agreements()
        adopt_shipped(now=timezone.now())
        building.communicate()
    _bring_later_keys()
    reader()  # maps what was built; where that failed it builds here and says why
    return division_count()


def _bring_later_keys() -> None:
    """A key that came with a newer version is made once; one that signed already and is gone, never in silence."""
    from django.conf import settings  # noqa: PLC0415 - only after setup

    from suixing.exchange.queries import has_evidence  # noqa: PLC0415

    if not has_evidence():
        create_keys(settings.SUIXING_KEYS_DIR, LATER)
    _ = keyring_at(settings.SUIXING_KEYS_DIR).exchange


def up(*, detach: bool, port: int | None) -> int:
    """Run the node: database, web site, sealer of the journal; until it is stopped."""
    home = home_from_environment()
    home.settings()
    presence = Presence(home.run)
    running = presence.read()
    if running is not None:
        raise Refusal(RUNS_ALREADY.format(url=running["url"]))
    if detach:
        return _detach(home, presence, port)
    make_passwords(home)  # a newer version may know a role that this node has not made yet
    with ExitStack() as stack:
        stack.enter_context(node_session())
        bring_up_to_date()
        grant_roles(databases_of(home))
        if home.settings().get("role"):
            found_here()
        url, child = _start_web(home, port)
        stack.callback(_stop_child, child)
        others: list[Child | NatsBeside] = [*_nats_server(home), IntakeWorker(home)]
        if home.settings().get("role"):
            others.append(ExchangeListener(home))
        for other in others:
            stack.callback(other.stop)
        stack.enter_context(wishes_carried_out())
        stack.enter_context(presence.announced(url))
        print(f"节点运行中 The node is running: {url}   （停止 stop: Ctrl-C）", flush=True)
        return _keep(child, others)


def _nats_server(home: Home) -> list[NatsBeside]:
    """The server for parcels where this node keeps one, answering; raises Refusal where it does not start."""
    from suixing.config.tending import tends_server, write_config  # noqa: PLC0415 - only after setup

    if not tends_server():
        return []
    beside = NatsBeside(write_config(), (home.keys / "exchange-tls.pem", home.keys / "exchange-tls.key"))
    beside.start()
    return [beside]


def _keep(child: "subprocess.Popen[bytes]", others: Sequence[Child | NatsBeside]) -> int:
    from django.db import OperationalError  # noqa: PLC0415 - only after setup
    from django.utils import timezone  # noqa: PLC0415

    from suixing.journal.actions import seal  # noqa: PLC0415
    from suixing.journal.errors import JournalDamaged  # noqa: PLC0415

    failures = 0
    seals = True
    while child.poll() is None:
        for other in others:
            other.look()
        try:
            if seals:
                seal(now=timezone.now())
            failures = 0
        except JournalDamaged as damaged:
            # Desks go on working, and their acts go on being recorded; somebody has to look at the journal.
            print(damaged.sentence.both(), file=sys.stderr, flush=True)
            seals = False
        except (
            OperationalError,
            psycopg.OperationalError,
        ):  # the database restarts, or the way to it is cut for a moment
            failures += 1
            close_connections()
            if failures > PATIENCE:
                raise
        time.sleep(SEAL_EVERY_SECONDS)
    return 1


def _start_web(home: Home, port: int | None) -> tuple[str, "subprocess.Popen[bytes]"]:
    chosen = _free_port(port)
    command = [sys.executable, "-m", "suixing.config.serve", str(chosen)]
    environment = {**os.environ, "SUIXING_PROCESS": "web", "SUIXING_HOME": str(home.path)}
    # The pipe is how it learns that this process is gone; Ctrl-C reaches only this process.
    child = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, start_new_session=True)
    url = f"http://127.0.0.1:{chosen}/"
    if not _answers(url, child):
        _stop_child(child)
        raise Refusal(DID_NOT_START.format(log=home.run / "node.log"))
    return url, child


def _free_port(port: int | None) -> int:
    wanted = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + 50)
    for candidate in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except (OSError, OverflowError):
                continue
            return candidate
    raise Refusal(BAD_PORT.format(port=port if port is not None else FIRST_PORT))


def _answers(url: str, child: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        try:
            with urllib.request.urlopen(url + "readyz", timeout=5) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _stop_child(child: "subprocess.Popen[bytes]") -> None:
    if child.stdin is not None:
        child.stdin.close()
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _detach(home: Home, presence: Presence, port: int | None) -> int:
    log = home.run / "node.log"
    command = [sys.executable, "-m", "suixing.config.command", "node", "up"]
    if port is not None:
        command += ["--port", str(port)]
    with log.open("ab") as file:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True)
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        running = presence.read()
        if running is not None:
            print(f"节点运行中 The node is running: {running['url']}   （停止 stop: suixing node down）")
            return 0
        if child.poll() is not None:
            break
        time.sleep(0.1)
    said = _last_lines(log)
    raise Refusal(Sentence(*[f"{text} {said}".strip() for text in _both(DID_NOT_START.format(log=log))]))


def _both(sentence: Sentence) -> tuple[str, str]:
    return sentence.zh, sentence.en


def _last_lines(log: Path) -> str:
    try:
        return " | ".join(log.read_text(errors="replace").splitlines()[-2:])
    except OSError:
        return ""


def down() -> int:
    """Stop the node that runs in the background."""
    home = home_from_environment()
    presence = Presence(home.run)
    running = presence.read()
    if running is None:
        print(f"{NOT_RUNNING.zh} {NOT_RUNNING.en}")
        return 0
    os.kill(running["pid"], signal.SIGTERM)
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and presence.read() is not None:
        time.sleep(0.05)
    print("节点已停止。 The node has stopped.")
    return 0


def status(*, as_json: bool) -> int:
    """What the node is and holds; counts only, never persons."""
    home = home_from_environment()
    running = Presence(home.run).read()
    with node_session():
        report = _report(home, running)
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return 0
    width = max(len(name) for name in report)
    for name, value in report.items():
        print(f"{name:<{width}}  {value}")
    return 0


def _report(home: Home, running: dict[str, Any] | None) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415

    from suixing.journal.queries import status as journal_status  # noqa: PLC0415
    from suixing.journeys import ledger  # noqa: PLC0415
    from suixing.people.queries import person_count  # noqa: PLC0415
    from suixing.places.queries import division_count  # noqa: PLC0415

    databases, standing = databases_of(home), standing_of(home)
    connection.ensure_connection()
    version = connection.connection.info.server_version
    journal = journal_status()
    return {
        "home": str(home.path),
        "role": standing.role or None,
        "place": standing.place or None,
        "exchange": standing.exchange.get("url"),
        "running": running["url"] if running else None,
        "database": "embedded" if databases.cluster else "external",
        "engine": str(standing.engine) if standing.engine else None,
        "postgresql": f"{version // 10000}.{version % 10000}",
        "divisions": division_count(),
        "people": person_count(),
        "journal_entries": journal.entries,
        "journal_sealed": journal.sealed,
        "journal_unsealed": journal.unsealed,
        "keys_backed_up_to": [str(path) for path in ledger.copies(home.keys)],
    }
