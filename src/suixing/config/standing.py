"""What place a node has among others: told to ``node init``, kept in ``node.json``. Without one it stands alone."""

import ipaddress
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from suixing.config.home import Home
from suixing.kernel.errors import Refusal, Sentence

PROVINCE = "province"
NATION = "nation"
NATIONS_PLACE = "00"
USUAL_HOST = "127.0.0.1"
USUAL_PORT = 8443
HTTPS = "https"
NATS = "nats"
USUAL_NATS_PORT = 4222
LONGEST_SECONDS = 86400.0
SECONDS = {"SUIXING_EXCHANGE_TICK": 30.0, "SUIXING_EXCHANGE_RESEND": 900.0, "SUIXING_CLOCKS_EVERY": 10.0}
"""How long messages wait for the next leaving, and for evidence before they are sent again, and how often clocks are
looked at; unless said otherwise."""
_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)", re.ASCII)

NO_SUCH_PROVINCE = Sentence(
    "没有编号为 {place} 的省级区划；未写入任何内容。请用 --place 填写两位省级代码（如 44）。",
    "There is no province {place}; nothing was written. Give the two digits of a province with --place (44, for "
    "example).",
)
NOT_THE_NATIONS = Sentence(
    "全国节点的 --place 只能是 00（可省略），而不是 {place}；未写入任何内容。",
    "The --place of the nation's node is 00 (and may be left out), not {place}; nothing was written.",
)
NO_ROLE = Sentence(
    "{option} 须与 --role 一同使用；未写入任何内容。",
    "{option} goes together with --role; nothing was written.",
)
OTHER_ROLE = Sentence(
    "本节点的角色是 {held}（区划 {place}），不能改变；未写入任何内容。另一角色请另建节点。",
    "This node is {held} of {place}, which cannot be changed; nothing was written. Make another node for another role.",
)
OTHER_ENGINE = Sentence(
    "本节点的数据库在 {held}，不能改为 SUIXING_ENGINE 所指的 {asked}；未写入任何内容。",
    "The database of this node is in {held} and cannot be changed to that of SUIXING_ENGINE, {asked}; nothing was "
    "written.",
)
ENGINE_OF_A_NODE = Sentence(
    "{path} 是一个节点的数据目录，不能用作共用数据库的目录；未写入任何内容。请用 SUIXING_ENGINE 指定另一个目录。",
    "{path} is the data folder of a node and cannot hold a shared database; nothing was written. Name another folder "
    "with SUIXING_ENGINE.",
)
ENGINE_WANTS_A_PLACE = Sentence(
    "共用数据库（SUIXING_ENGINE）中的每个节点须有自己的区划；未写入任何内容。请加上 --role 和 --place。",
    "Every node in a shared database (SUIXING_ENGINE) has a place of its own; nothing was written. Add --role and "
    "--place.",
)
TWO_DATABASES = Sentence(
    "SUIXING_ENGINE 与 SUIXING_DATABASE_URL 只能设置一个；未写入任何内容。",
    "Set either SUIXING_ENGINE or SUIXING_DATABASE_URL, not both; nothing was written.",
)
BAD_PORT = Sentence(
    "--exchange-port 须为 1 至 65535；未写入任何内容。", "--exchange-port is from 1 to 65535; nothing was written."
)
BAD_NATS_PORT = Sentence(
    "--nats-port 须为 1 至 65535，且不同于 --exchange-port；未写入任何内容。",
    "--nats-port is from 1 to 65535 and another one than --exchange-port; nothing was written.",
)
NATS_AT_THE_HUB = Sentence(
    "--nats-port 只用于以 --transport nats 运行的全国节点；未写入任何内容。",
    "--nats-port is for the nation's node with --transport nats; nothing was written.",
)
BAD_HOST = Sentence(
    "--exchange-host 须为主机名或 IP 地址；未写入任何内容。",
    "--exchange-host is the name of a host or an IP address; nothing was written.",
)
BAD_SECONDS = Sentence(
    "{variable} 须为大于 0 且不超过 86400 的秒数；节点未启动，数据未改动。",
    "{variable} is a number of seconds above 0 and no more than 86400. The node was not started and nothing was "
    "changed.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """``role`` is ``province``, ``nation`` or empty; ``place`` two digits or empty; ``engine`` None for its own."""

    role: str = ""
    place: str = ""
    engine: Path | None = None
    exchange: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As ``node.json`` keeps it; nothing of a node that stands alone."""
        if not self.role:
            return {}
        engine = str(self.engine) if self.engine is not None else None
        return {"role": self.role, "place": self.place, "engine": engine, "exchange": dict(self.exchange)}


@dataclass(frozen=True, slots=True)
class Told:
    """What ``node init`` was told this time; whatever is empty stays as it was."""

    role: str = ""
    place: str = ""
    port: int | None = None
    host: str = ""
    transport: str = ""
    nats_port: int | None = None


def read_standing(kept: Mapping[str, Any]) -> Standing:
    """What ``Standing.kept`` wrote."""
    engine = kept.get("engine")
    return Standing(
        role=str(kept.get("role") or ""),
        place=str(kept.get("place") or ""),
        engine=Path(engine) if engine else None,
        exchange=dict(kept.get("exchange") or {}),
    )


def standing_of(home: Home) -> Standing:
    """The standing of the node in this folder, made or being made."""
    return read_standing(home.remembered())


def engine_from_environment() -> str:
    """``SUIXING_ENGINE``: the folder of an engine that several nodes share; empty for one of the node's own."""
    return os.environ.get("SUIXING_ENGINE", "").strip()


def standing_after(home: Home, told: Told) -> Standing:
    """What the node's standing is to be; raises Refusal for what cannot be, or cannot be changed any more."""
    held = standing_of(home)
    role, place = _role_and_place(told, held)
    if home.is_initialised and held.role and (role, place) != (held.role, held.place):
        raise Refusal(OTHER_ROLE.format(held=held.role, place=held.place))
    engine = engine_after(home, place)
    if not role:
        return replace(held, engine=engine)
    port = told.port if told.port is not None else held.exchange.get("port", USUAL_PORT)
    exchange = {**held.exchange, **_reached_at(told.host or held.exchange.get("host", USUAL_HOST), port)}
    return Standing(role, place, engine, _by_transport(told, role, exchange))


def _by_transport(told: Told, role: str, exchange: Mapping[str, Any]) -> dict[str, Any]:
    """How parcels go; with NATS the hub has a port for its server."""
    kept = {**exchange, "transport": told.transport or exchange.get("transport", HTTPS)}
    if role != NATION or kept["transport"] != NATS:
        if told.nats_port is not None:
            raise Refusal(NATS_AT_THE_HUB)
        return kept
    kept["nats_port"] = told.nats_port if told.nats_port is not None else kept.get("nats_port", USUAL_NATS_PORT)
    if not 1 <= kept["nats_port"] <= 65535 or kept["nats_port"] == kept["port"]:
        raise Refusal(BAD_NATS_PORT)
    return kept


def _role_and_place(told: Told, held: Standing) -> tuple[str, str]:
    role = told.role or held.role
    options = (
        ("--place", told.place), ("--exchange-port", told.port), ("--exchange-host", told.host),
        ("--transport", told.transport), ("--nats-port", told.nats_port),
    )  # fmt: skip
    for option, said in options:
        if said and not role:
            raise Refusal(NO_ROLE.format(option=option))
    if not role:
        return "", ""
    usual = NATIONS_PLACE if role == NATION else ""
    place = told.place or (held.place if role == held.role else usual)
    if role == NATION and place != NATIONS_PLACE:
        raise Refusal(NOT_THE_NATIONS.format(place=place[:20]))
    if role == PROVINCE and not (place and place == held.place) and not _is_province(place):
        raise Refusal(NO_SUCH_PROVINCE.format(place=place[:20] or "?"))
    return role, place


def _is_province(place: str) -> bool:
    from suixing.places.shipped import table  # noqa: PLC0415 - most commands need no table

    return any(code == place for code, *_ in table("provinces"))


def engine_after(home: Home, place: str) -> Path | None:
    """The engine that the node is to use, of which it can have only one; raises Refusal."""
    held = standing_of(home).engine
    asked = engine_from_environment()
    if not asked:
        return held
    if os.environ.get("SUIXING_DATABASE_URL", "").strip():
        raise Refusal(TWO_DATABASES)
    folder = Path(asked).expanduser().absolute()
    if home.is_initialised and folder != held:
        raise Refusal(OTHER_ENGINE.format(held=held or home.database, asked=folder))
    if folder.resolve() == home.path.resolve() or Home(folder).exists or Home(folder).begun_file.exists():
        raise Refusal(ENGINE_OF_A_NODE.format(path=folder))
    if not place:
        raise Refusal(ENGINE_WANTS_A_PLACE)
    return folder


def _reached_at(host: str, port: int) -> dict[str, Any]:
    if not 1 <= port <= 65535:
        raise Refusal(BAD_PORT)
    bare = host.removeprefix("[").removesuffix("]")
    try:
        shown = f"[{bare}]" if ipaddress.ip_address(bare).version == 6 else bare
    except ValueError:
        if len(bare) > 253 or not all(_LABEL.fullmatch(label) for label in bare.split(".")):
            raise Refusal(BAD_HOST) from None
        shown = bare
    return {"port": port, "host": bare, "url": f"https://{shown}:{port}"}


def exchange_seconds(variable: str) -> float:
    """One of ``SECONDS`` from the environment; raises Refusal for what is no such time."""
    said = os.environ.get(variable, "").strip()
    try:
        seconds = float(said) if said else SECONDS[variable]
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= LONGEST_SECONDS:  # nor is NaN
        raise Refusal(BAD_SECONDS.format(variable=variable))
    return seconds
