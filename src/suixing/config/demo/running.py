"""The nodes of the demonstration side by side, one process each, until Ctrl-C or the end of one of them."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from suixing.config.demo.places import (
    BAD_PORT,
    EXCHANGE_PORT,
    FIRST_PORT,
    NAMES,
    Ground,
    demo_file,
    engine_of,
    free_ports,
    is_free,
    write_demo_file,
)
from suixing.config.demo.registers import residents_of
from suixing.config.node.presence import Presence
from suixing.config.standing import standing_of
from suixing.kernel.errors import Refusal, Sentence

READY_SECONDS = 600
STOP_SECONDS = 90
LOOK_SECONDS = 0.2
RUNS_ALREADY = Sentence("此示例已在运行：{url}", "This demonstration is running already: {url}")
DID_NOT_START = Sentence(
    "节点 {place} 未能启动；数据未改动。详情见 {log} {said}",
    "Node {place} did not start; nothing was changed. See {log} {said}",
)
ENDED = Sentence("节点 {place} 已停止，示例随之结束。详情见 {log}", "Node {place} stopped, and all with it. See {log}")

Running = dict[str, "subprocess.Popen[bytes]"]


def check_still(ground: Ground) -> None:
    """Raises Refusal where the demonstration of this folder is running already."""
    for place in NAMES:
        running = Presence(ground.home(place).run).read()
        if running is not None:
            raise Refusal(RUNS_ALREADY.format(url=running["url"]))


def choose_ports(ground: Ground, first: int | None) -> dict[str, int]:
    """A port for each web site, in the order of ``NAMES``; raises Refusal where one cannot be had."""
    if first is not None and not is_free(first):
        raise Refusal(BAD_PORT.format(port=first))
    for place in NAMES:
        port = int(standing_of(ground.home(place)).exchange["port"])
        if not is_free(port):
            raise Refusal(EXCHANGE_PORT.format(port=port, path=ground.path))
    ports = free_ports(len(NAMES), first=first if first is not None else FIRST_PORT)
    return dict(zip(NAMES, ports, strict=True))


def urls_of(ports: Mapping[str, int]) -> dict[str, str]:
    """Where each web site answers."""
    return {place: f"http://127.0.0.1:{port}/" for place, port in ports.items()}


@contextmanager
def running(ground: Ground, ports: Mapping[str, int]) -> Iterator[Running]:
    """All nodes run inside this block; raises Refusal where one does not start."""
    for place in NAMES:
        told = demo_file(ground.home(place))
        others = [[*_both(NAMES[one]), url] for one, url in urls_of(ports).items() if one != place]
        address = told.get("address") or urls_of(ports)[place].rstrip("/")  # passes name it, so it stays
        write_demo_file(ground.home(place), {
            **told, "node": _both(NAMES[place]), "others": others, "address": address,
            "residents": residents_of(ground.registers, place),
        })  # fmt: skip
    with ExitStack() as stack:
        stack.enter_context(engine_of(ground))
        nodes: Running = {}
        stack.callback(_stop, nodes)
        for place in NAMES:
            nodes[place] = _start(ground, place, ports[place])
        _await(ground, nodes)
        yield nodes


def keep(ground: Ground, nodes: Running) -> int:
    """Wait until one of them ends, and say which."""
    while True:
        for place, node in nodes.items():
            if node.poll() is not None:
                said = ENDED.format(place=place, log=_log(ground, place))
                print(f"{said.zh}\n{said.en}", file=sys.stderr, flush=True)
                return 1
        time.sleep(LOOK_SECONDS)


def _both(sentence: Sentence) -> list[str]:
    return [sentence.zh, sentence.en]


def _log(ground: Ground, place: str) -> Path:
    return ground.home(place).run / "node.log"


def _start(ground: Ground, place: str, port: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "suixing.config.demo.one", str(port)]
    with _log(ground, place).open("wb") as log:
        # The pipe is how it learns that this process is gone; Ctrl-C reaches only this process.
        return subprocess.Popen(
            command, env=ground.environment(place), stdin=subprocess.PIPE, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip


def _await(ground: Ground, nodes: Running) -> None:
    until = time.monotonic() + READY_SECONDS
    for place, node in nodes.items():
        while Presence(ground.home(place).run).read() is None:
            if node.poll() is not None or time.monotonic() > until:
                log = _log(ground, place)
                said = " | ".join(log.read_text(errors="replace").splitlines()[-2:])
                raise Refusal(DID_NOT_START.format(place=place, log=log, said=said))
            time.sleep(LOOK_SECONDS)


def _stop(nodes: Running) -> None:
    for node in nodes.values():
        if node.stdin is not None:
            node.stdin.close()
    until = time.monotonic() + STOP_SECONDS
    for node in nodes.values():
        try:
            node.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            node.kill()
            node.wait()
