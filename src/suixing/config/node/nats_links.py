"""Link files: how a node learns what it needs to use the hub's NATS server."""

import os
from datetime import datetime
from pathlib import Path

from suixing.kernel.errors import Refusal, Sentence

NO_SERVER_HERE = Sentence(
    "--link-out 只用于以 --transport nats 运行的全国节点；未改动。",
    "--link-out is for the nation's node with --transport nats; nothing was changed.",
)
OTHER_TRANSPORT = Sentence(
    "本节点不使用 NATS；未改动。请先运行：suixing node init --transport nats",
    "This node does not use NATS; nothing was changed. Run first: suixing node init --transport nats",
)
OUT_EXISTS = Sentence(
    "{path} 已存在；未改动。请用 --link-out 指定新的文件。",
    "{path} exists already; nothing was changed. Name a new file with --link-out.",
)
CANNOT_WRITE = Sentence(
    "节点 {place} 已批准，但 {path} 无法写入（{why}）。请另选文件，再次运行此命令。",
    "Node {place} was let in, but {path} cannot be written ({why}). Choose another file and run this again.",
)


def check_link_out(out: Path | None) -> None:
    """Raises Refusal where no link file could be written there, before anything is changed."""
    if out is None:
        return
    from suixing.config.tending import tends_server  # noqa: PLC0415 - only after setup

    if not tends_server():
        raise Refusal(NO_SERVER_HERE)
    if out.exists():
        raise Refusal(OUT_EXISTS.format(path=out))


def write_link(out: Path | None, place: str) -> None:
    """Write the link file of a node that takes part, where one is asked for."""
    if out is None:
        return
    from django.conf import settings  # noqa: PLC0415 - only after setup

    from suixing.config.tending import REPLICAS  # noqa: PLC0415
    from suixing.exchange.post.nats_pass import NatsPass, password_of, write_pass  # noqa: PLC0415

    exchange = settings.SUIXING_EXCHANGE
    host = str(exchange["host"])
    url = f"nats://{f'[{host}]' if ':' in host else host}:{exchange['nats_port']}"
    text = write_pass(NatsPass(place, (url,), password_of(place), REPLICAS))
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text + "\n")
    except OSError as error:
        raise Refusal(CANNOT_WRITE.format(place=place, path=out, why=error.strerror or "?")) from None


def take_link(text: str | None, *, now: datetime) -> None:
    """Keep what the hub wrote for this node, where it is given; raises Refusal."""
    if text is None:
        return
    from suixing.config.nats_terms import uses_nats  # noqa: PLC0415 - only after setup
    from suixing.exchange.post.nats_pass import keep_pass, read_pass  # noqa: PLC0415

    if not uses_nats():
        raise Refusal(OTHER_TRANSPORT)
    keep_pass(read_pass(text, now=now))
