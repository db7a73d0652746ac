"""The server beside a hub's other processes: who may come in changes while it runs, and it comes back when it dies."""

from contextlib import closing
from pathlib import Path

from suixing.config.node.nats_beside import NatsBeside
from suixing.exchange.post.nats import NatsCarrier, ensure_stream, write_server_config
from tests.exchange.post.nats_servers import OPERATOR, WORDS, access, eventually, free_ports, parcel


def test_a_node_that_was_let_in_can_send_and_one_put_out_cannot(tmp_path: Path) -> None:
    (port,) = free_ports(1)

    def told(*places: str) -> Path:
        nodes = {place: WORDS[place] for place in places}
        return write_server_config(tmp_path / "nats", port=port, nodes=nodes, operator=OPERATOR.password)

    urls = [f"nats://127.0.0.1:{port}"]
    beside = NatsBeside(told("44"), ())
    beside.start()
    try:
        ensure_stream(urls, access=OPERATOR, places=["44", "50"], replicas=1)
        told("44")
        beside.look()
        told("50")
        beside.look()
        with (
            closing(NatsCarrier(urls, access=access("50"), replicas=1)) as let_in,
            closing(NatsCarrier(urls, access=access("44"), replicas=1)) as put_out,
        ):
            eventually(lambda: let_in.give([one := parcel("44")])[one.id] == "")
            assert set(put_out.give([parcel()]).values()) == {"unreachable"}
    finally:
        beside.stop()


def test_a_configuration_that_says_the_same_is_not_written_again(tmp_path: Path) -> None:
    def mark(word: str) -> int:
        path = write_server_config(tmp_path, port=4222, nodes={"44": word}, operator="word")
        return path.stat().st_mtime_ns

    first = mark("x")
    assert mark("x") == first
    assert mark("y") != first


def test_a_server_that_dies_is_started_again(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    config = write_server_config(tmp_path / "nats", port=port, nodes=WORDS, operator=OPERATOR.password)
    beside = NatsBeside(config, ())
    beside.start()
    try:
        process = beside._server._process
        assert process is not None
        process.kill()
        process.wait()

        def is_back() -> bool:
            beside.look()
            return beside._server.pid not in (None, process.pid)

        eventually(is_back)
    finally:
        beside.stop()
