"""What a server for parcels is told: who may do what, where it keeps its data, and that it keeps it before it says so.

A node may publish parcels to any place, and ask for, and acknowledge, what its own consumer holds; nothing else. It
cannot read or listen to what is for others, nor how much that is. Only the operator's user makes streams and consumers,
and takes the counts of what passed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from suixing.exchange.post.carriers import LARGEST
from suixing.exchange.post.nats_link import IN_CLEAR, NatsAccess, is_loopback
from suixing.exchange.post.nats_stream import consumer_of, is_place
from suixing.exchange.post.nats_words import COUNTED, COUNTER, DOMAIN, INTERFACE, STREAM, SUBJECTS
from suixing.kernel.errors import Refusal, Sentence
from suixing.kernel.keys import write_secret

OPERATOR = "operator"
CONFIG_FILE = "nats.json"
STORAGE = 16 * 2**30

LISTENS_IN_CLEAR = Sentence(
    "NATS 要在 {host} 上监听而没有证书；未写配置。请配置证书，或只在 127.0.0.1 上监听。",
    "NATS is to listen at {host} in the clear; no configuration was written. Configure a certificate, or listen at "
    "127.0.0.1 only.",
)
NO_PLACE = Sentence(
    "{place} 不是节点的地区代码；未写配置。", "{place} is no node's place; no configuration was written."
)


@dataclass(frozen=True, slots=True)
class ServerFiles:
    """A server's certificate. ``authority`` says whose certificates other servers of the cluster must show."""

    certificate: Path
    key: Path
    authority: Path | None = None


@dataclass(frozen=True, slots=True)
class ClusterOfServers:
    """The servers that keep the stream together. ``others`` are ``host:port``; all know the same password."""

    name: str
    port: int
    others: tuple[str, ...]
    password: str = field(repr=False)
    host: str = "127.0.0.1"


def write_server_config(
    folder: Path, *, port: int, nodes: Mapping[str, str], operator: str, host: str = "127.0.0.1",
    name: str = "suixing", cluster: ClusterOfServers | None = None, tls: ServerFiles | None = None,
    leaf_port: int | None = None, storage: int = STORAGE,
) -> Path:  # fmt: skip
    """Write the configuration of one server to ``folder``, readable by its owner only; its path.

    A file that says the same already is not touched.
    ``nodes`` are passwords by place, ``operator`` is that of the user who makes streams. ``name`` differs among the
    servers of a cluster. Raises Refusal where passwords or parcels would cross the network in clear.
    """
    hosts = [host, *([cluster.host] if cluster else [])]
    for one in hosts:
        if tls is None and not is_loopback(one):
            raise Refusal(LISTENS_IN_CLEAR.format(host=one))
    for place in nodes:
        if not is_place(place):
            raise Refusal(NO_PLACE.format(place=place))
    told: dict[str, Any] = {
        **_server(folder, host, port, name),
        "jetstream": {
            "domain": DOMAIN,
            "store_dir": str(folder / "store"),
            "max_memory_store": 2**26,
            "max_file_store": storage,
            # Otherwise what was acknowledged is on disk only up to two minutes later.
            "sync_interval": "always",
        },
        "authorization": {"users": [_operator(operator), *(_node(place, word) for place, word in nodes.items())]},
    }
    if tls is not None:
        told["tls"] = {**_tls(tls), "handshake_first": True}
    if cluster is not None:
        told["cluster"] = _cluster(cluster, tls)
    if leaf_port is not None:
        secured = {"tls": {**_tls(tls), "handshake_first": True}} if tls else {}
        told["leafnodes"] = {"host": host, "port": leaf_port, **secured}
    return _write(folder, told)


def write_leaf_config(
    folder: Path, *, port: int, place: str, password: str, hubs: Sequence[str], authority: Path | None = None
) -> Path:
    """Write the configuration of a leaf node: a server beside one node that keeps nothing and passes everything on.

    ``hubs`` are ``host:port`` of the servers' ``leaf_port``; ``authority`` says whose certificates they show. The node
    connects to it at 127.0.0.1 with the same place and password. Raises Refusal where they would cross in clear.
    """
    for one in hubs:
        host = urlsplit(f"//{one}").hostname or ""
        if authority is None and not is_loopback(host):
            raise Refusal(IN_CLEAR.format(host=host))
    remote: dict[str, Any] = {"urls": [f"nats-leaf://{place}:{quote(password, safe='')}@{one}" for one in hubs]}
    if authority is not None:
        remote["tls"] = {"ca_file": str(authority), "handshake_first": True}
    told = {
        **_server(folder, "127.0.0.1", port, f"leaf-{place}"),
        "authorization": {"users": [_node(place, password)]},
        "leafnodes": {"remotes": [remote]},
    }
    return _write(folder, told)


def _server(folder: Path, host: str, port: int, name: str) -> dict[str, Any]:
    return {
        "server_name": name,
        "host": host,
        "port": port,
        "max_payload": LARGEST + 2**16,
        "pid_file": str(folder / "nats.pid"),
        "ports_file_dir": str(folder),
        "log_file": str(folder / "nats.log"),
        "logfile_size_limit": 10_000_000,
        "logfile_max_num": 3,
    }


def _write(folder: Path, told: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    path, text = folder / CONFIG_FILE, json.dumps(told, indent=1)  # this form is one that the server reads
    if not path.exists() or path.read_text(encoding="utf-8").strip() != text:
        write_secret(path, text)
    return path


def _operator(password: str) -> dict[str, Any]:
    interface = list[str]()
    for stream in (STREAM, COUNTED):
        interface += [f"STREAM.{verb}.{stream}" for verb in ("CREATE", "UPDATE", "INFO")]
        interface += [f"CONSUMER.{verb}.{stream}.>" for verb in ("CREATE", "INFO", "DELETE")]
    own = f"{COUNTED}.{COUNTER}"
    interface.append(f"CONSUMER.MSG.NEXT.{own}")
    acknowledged = [f"$JS.ACK.{own}.>", f"$JS.ACK.{DOMAIN}.*.{own}.>"]
    return _user(OPERATOR, password, [*(subject for asked in interface for subject in _both(asked)), *acknowledged])


def _both(asked: str) -> list[str]:
    """What is asked of the domain: as it comes from a leaf node, and as the server itself hears it from a client."""
    return [f"{INTERFACE}.{asked}", f"$JS.API.{asked}"]


def _node(place: str, password: str) -> dict[str, Any]:
    own = f"{STREAM}.{consumer_of(place)}"
    allowed = [
        f"{SUBJECTS}.*",
        *_both(f"CONSUMER.INFO.{own}"),
        *_both(f"CONSUMER.MSG.NEXT.{own}"),
        f"$JS.ACK.{own}.>",
        f"$JS.ACK.{DOMAIN}.*.{own}.>",  # the same, as newer servers write it
    ]
    return _user(place, password, allowed)


def _user(name: str, password: str, publish: list[str]) -> dict[str, Any]:
    listen = f"{NatsAccess(name, password).inbox}.>"
    return {
        "user": name,
        "password": password,
        "permissions": {"publish": {"allow": publish}, "subscribe": {"allow": [listen]}},
    }


def _cluster(cluster: ClusterOfServers, tls: ServerFiles | None) -> dict[str, Any]:
    return {
        "name": cluster.name,
        "host": cluster.host,
        "port": cluster.port,
        "authorization": {"user": "cluster", "password": cluster.password},
        "routes": [f"nats-route://cluster:{quote(cluster.password, safe='')}@{other}" for other in cluster.others],
        # Nodes give their passwords to the servers that were named to them, and to no others.
        "no_advertise": True,
        **({"tls": {**_tls(tls), "verify": True}} if tls else {}),
    }


def _tls(files: ServerFiles) -> dict[str, Any]:
    authority = {"ca_file": str(files.authority)} if files.authority else {}
    return {"cert_file": str(files.certificate), "key_file": str(files.key), **authority}
