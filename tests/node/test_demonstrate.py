"""The demonstration: two provinces and the hub between them, made and run by one command."""

import contextlib
import json
import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from suixing.config.databases import Databases, databases_of
from suixing.config.demo.places import Ground, ground
from suixing.config.home import Home
from suixing.config.node.presence import Presence
from suixing.kernel.errors import Refusal
from tests.node.conftest import ask
from tests.nodes import NodeUnderTest, free_port, remove

SECONDS = 900
PLACES = ("44", "50", "00")


@dataclass(frozen=True)
class Shown:
    """A demonstration that runs, and what it said."""

    ground: Ground
    process: "subprocess.Popen[str]"
    said: str

    def node(self, place: str) -> NodeUnderTest:
        return NodeUnderTest(self.ground.path / place, {})

    def databases(self, place: str) -> Databases:
        return databases_of(Home(self.ground.path / place), {})


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """Made once, which takes half a minute on an idle machine."""
    where = Ground(tmp_path_factory.mktemp("shown") / "demo")
    process = NodeUnderTest(where.path, {}).start("demo", "--port", free_port())
    said, until = "", time.monotonic() + SECONDS
    assert process.stdout is not None
    while "stop: Ctrl-C" not in said and time.monotonic() < until:
        line = process.stdout.readline()
        if not line:
            break
        said += line
    assert "stop: Ctrl-C" in said, said + _log(where)
    yield Shown(where, process, said)
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=120)
    for path in where.made:
        remove(path)


def _log(where: Ground) -> str:
    with contextlib.suppress(OSError):
        return (where.path / "making.log").read_text()
    return ""


def test_each_province_has_its_offices_and_people(shown: Shown) -> None:
    people = {}
    for place in PLACES:
        told = shown.node(place).json("node", "status", "--json")
        assert (told["place"], told["engine"]) == (place, str(shown.ground.engine))
        assert told["running"] in shown.said
        people[place] = told["people"]
        offices = ask(shown.node(place), "SELECT array_agg(code ORDER BY code) FROM places_office")
        assert offices
        assert all(code.startswith(place) for code in offices)
    assert people["44"] > 250
    assert 80 < people["50"] < 100
    assert people["00"] == 0


def test_what_crosses_arrived_with_evidence_and_none_is_left(shown: Shown) -> None:
    assert ask(shown.node("50"), "SELECT count(*) FROM exchange_inbox WHERE handled_at IS NOT NULL") >= 4
    unsettled = "SELECT count(*) FROM exchange_outbox WHERE relayed_at IS NOT NULL AND consigned_at IS NULL"
    assert ask(shown.node("50"), unsettled) == 0
    for place in PLACES:
        assert ask(shown.node(place), "SELECT count(*) FROM exchange_dead") == 0
    assert ask(shown.node("00"), "SELECT sum(parcels) FROM exchange_traffic WHERE way = 'passed'") > 0


def test_late_duty_between_provinces_came_up_to_the_nation(shown: Shown) -> None:
    late = "SELECT count(*) FROM cases_case WHERE procedure = 'coordination'"
    assert ask(shown.node("00"), late) == 1
    assert ask(shown.node("44"), late) == 1  # and one between neighbours, to their district


def test_copied_database_is_its_own_nodes_alone(shown: Shown) -> None:
    foreign = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> current_user"
    for place in PLACES:
        assert ask(shown.node(place), foreign) == 0
        for other in PLACES:
            if other != place:
                address = shown.databases(place).serving
                with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                    psycopg.connect(
                        host=address.host, port=address.port, user=address.user, password=address.password,
                        dbname=shown.databases(other).owner.name,
                    )  # fmt: skip


def test_page_of_each_node_tells_how_its_officers_sign_in(shown: Shown) -> None:
    for place, officer in zip(PLACES, ("chen.desk", "gao.desk", "bai.supervisor"), strict=True):
        home = shown.ground.home(place)
        running = Presence(home.run).read()
        assert running is not None
        told = json.loads((home.path / "demo.json").read_text())
        with urllib.request.urlopen(running["url"] + "demo/", timeout=60) as page:
            text = page.read().decode()
        assert told["password"] in text
        assert officer in text
        assert all(url in text for _, _, url in told["others"])


def test_visitor_signs_in_as_a_person_by_a_code_from_the_page_of_telephones(shown: Shown) -> None:
    home = shown.ground.home("44")
    running = Presence(home.run).read()
    assert running is not None
    name, number, telephone = json.loads((home.path / "demo.json").read_text())["residents"][0]
    with httpx.Client(base_url=running["url"], timeout=60) as browser:
        before = browser.get("demo/phones/").text
        assert name in before
        assert number in before
        sent = {"identifier": number, "csrfmiddlewaretoken": _token(browser.get("me/sign-in/").text)}
        assert browser.post("me/sign-in/", data={**sent, "send": "1"}).status_code == 200
        codes: list[str] = []
        until = time.monotonic() + 60
        while not codes and time.monotonic() < until:
            time.sleep(0.5)
            page = browser.get("demo/phones/").text.partition(f"{telephone}</span> · ")[2]
            codes = re.findall(r'<strong class="code">(\d{6})<', page)
        answer = browser.post("me/sign-in/", data={**sent, "way": "telephone", "code": codes[0]})
        assert answer.status_code == 302
        assert "我的页面" in browser.get("me/", headers={"Accept-Language": "zh-CN"}).text


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_second_start_is_told_where_it_runs_and_the_end_stops_all(shown: Shown) -> None:
    again = NodeUnderTest(shown.ground.path, {})
    assert "running already" in again.refused("demo")
    for place in PLACES:
        assert "sound" in shown.node(place).ok("journal", "verify")
    shown.process.terminate()
    shown.process.communicate(timeout=120)
    assert all(Presence(shown.ground.home(place).run).read() is None for place in PLACES)
    cluster = shown.databases("44").cluster
    assert cluster is not None
    assert not cluster.is_running()


def test_demonstration_of_one_node_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "demo"
    old.mkdir()
    for name, text in (("node.json", "{}"), ("demo.json", "{}"), ("demonstration", "")):
        (old / name).write_text(text)
    monkeypatch.setenv("SUIXING_HOME", str(old))
    assert ground().path == tmp_path / "demo-nodes"
    assert "left as it is" in capsys.readouterr().out
    assert sorted(path.name for path in old.iterdir()) == ["demo.json", "demonstration", "node.json"]


def test_folder_with_something_else_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "registers").mkdir()
    monkeypatch.setenv("SUIXING_HOME", str(tmp_path))
    with pytest.raises(Refusal, match="other things"):
        ground()
    assert [path.name for path in tmp_path.iterdir()] == ["registers"]
