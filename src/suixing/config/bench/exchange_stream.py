"""JetStream as it is, for comparison: messages of one size published to a stream on disk, each acknowledged."""

import asyncio
import json
import time
from pathlib import Path

from suixing.config.demo.places import free_ports
from suixing.config.node.nats_server import NatsServer

OCTETS = 1000
FIRST_PORT = 9543


def publish_pace(folder: Path, *, count: int, at_once: int) -> float:
    """Publish-and-acknowledge a second of a server that writes to disk before it acknowledges."""
    folder.mkdir(parents=True)
    (port,) = free_ports(1, first=FIRST_PORT)
    config = folder / "nats.json"
    told = {
        "host": "127.0.0.1", "port": port, "server_name": "bench", "pid_file": str(folder / "nats.pid"),
        "log_file": str(folder / "nats.log"), "ports_file_dir": str(folder),
        "jetstream": {"store_dir": str(folder), "sync_interval": "always"},
    }  # fmt: skip
    config.write_text(json.dumps(told))
    server = NatsServer(config)
    server.start()
    try:
        return asyncio.run(_publish(port, count, at_once))
    finally:
        server.stop()


async def _publish(port: int, count: int, at_once: int) -> float:
    import nats  # noqa: PLC0415 - only where it is measured

    connection = await nats.connect(f"nats://127.0.0.1:{port}")
    stream = connection.jetstream()
    await stream.add_stream(name="BENCH", subjects=["bench"])
    body = bytes(OCTETS)
    began = time.perf_counter()
    for start in range(0, count, at_once):
        await asyncio.gather(*(stream.publish("bench", body) for _ in range(min(at_once, count - start))))
    pace = count / (time.perf_counter() - began)
    await connection.close()
    return pace
