"""How a node's parcels go is said at ``node init`` and kept; the hub has a port for its server of NATS."""

import json
from pathlib import Path

import pytest

from suixing.config.home import Home
from suixing.config.standing import NATION, PROVINCE, Told, standing_after
from suixing.kernel.errors import Refusal

GUANGDONG = Told(role=PROVINCE, place="44", transport="nats")
HUB = Told(role=NATION, transport="nats")


def made(folder: Path, told: Told) -> Home:
    """A folder of a node that was told this."""
    home = Home(folder)
    home.settings_file.write_text(json.dumps({"format": 1, **standing_after(home, told).kept()}))
    return home


def test_parcels_go_by_https_unless_something_else_is_said(tmp_path: Path) -> None:
    home = made(tmp_path, Told(role=NATION))
    assert standing_after(home, Told()).exchange["transport"] == "https"
    assert "nats_port" not in standing_after(home, Told()).exchange


def test_the_hub_has_a_port_for_its_server_and_keeps_it(tmp_path: Path) -> None:
    assert standing_after(Home(tmp_path), HUB).exchange["nats_port"] == 4222
    home = made(tmp_path, Told(role=NATION, transport="nats", nats_port=5222))
    assert standing_after(home, Told(port=9443)).exchange["nats_port"] == 5222
    assert standing_after(home, Told()).exchange["transport"] == "nats"


def test_a_transport_can_be_changed_later(tmp_path: Path) -> None:
    home = made(tmp_path, Told(role=PROVINCE, place="44"))
    assert standing_after(home, Told(transport="nats")).exchange["transport"] == "nats"
    assert "nats_port" not in standing_after(home, GUANGDONG).exchange


@pytest.mark.parametrize(
    "told",
    [
        Told(transport="nats"),
        Told(nats_port=4222),
        Told(role=NATION, nats_port=4222),
        Told(role=PROVINCE, place="44", transport="nats", nats_port=4222),
        Told(role=NATION, transport="nats", nats_port=0),
        Told(role=NATION, transport="nats", nats_port=65536),
        Told(role=NATION, transport="nats", nats_port=8443),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, told: Told) -> None:
    with pytest.raises(Refusal):
        standing_after(Home(tmp_path), told)
