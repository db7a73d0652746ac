"""Bad or missing settings stop the start with one sentence; another PostgreSQL is checked."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from suixing.config.databases import URLS, Address, check_server, databases_of, read_url
from suixing.config.home import Home
from suixing.config.public_address import public_address
from suixing.kernel.errors import Refusal
from tests.nodes import NodeUnderTest, make_node

GOOD = "postgresql://owner:p%40ss@db.example:5433/suixing?sslmode=verify-full&sslrootcert=/etc/ca.pem"


def test_url_is_read_whole() -> None:
    address = read_url("SUIXING_DATABASE_URL", GOOD)
    assert (address.host, address.port, address.name, address.user) == ("db.example", 5433, "suixing", "owner")
    assert address.password == "p@ss"  # noqa: S105
    assert address.libpq_environment()["PGSSLROOTCERT"] == "/etc/ca.pem"


def test_url_may_name_a_socket_folder() -> None:
    assert read_url("X", "postgresql://owner:p@/suixing?host=/run/postgresql").host == "/run/postgresql"


@pytest.mark.parametrize(
    "url",
    ["", "suixing", "mysql://a:b@h/d", "postgresql://h/d", "postgresql://a:b@h/", "postgresql://a:b@h:port/d"],
)
def test_address_that_cannot_be_right_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_url("SUIXING_DATABASE_URL", url)
    assert "SUIXING_DATABASE_URL" in refused.value.sentence.zh


def test_one_address_without_the_other_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="SUIXING_SERVING_URL"):
        databases_of(Home(tmp_path), {"SUIXING_DATABASE_URL": GOOD})


def test_two_addresses_with_one_role_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="a role of its own"):
        databases_of(Home(tmp_path), dict.fromkeys(URLS.values(), GOOD))


@pytest.mark.parametrize(
    "said", ["pass.example", "http://pass.example", "https://pass.example/", "https://Pass.example", "https://a/b?c"]
)
def test_public_address_that_cannot_stand_in_a_pass_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUIXING_PUBLIC_ADDRESS", said)
    with pytest.raises(Refusal, match="SUIXING_PUBLIC_ADDRESS"):
        public_address()


def test_public_address_is_a_host_with_or_without_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("https://pass.gd.example", "https://pass.example:8443", "http://127.0.0.1:8012"):
        monkeypatch.setenv("SUIXING_PUBLIC_ADDRESS", said)
        assert public_address() == said
    monkeypatch.delenv("SUIXING_PUBLIC_ADDRESS")
    assert public_address() == "http://127.0.0.1:8000"


@pytest.fixture
def here(node: None) -> Address:
    settings = connection.settings_dict
    return Address(settings["HOST"], int(settings["PORT"]), settings["NAME"], settings["USER"], settings["PASSWORD"])


def test_database_of_the_run_is_one_that_suixing_can_use(here: Address) -> None:
    check_server(here)


def test_database_with_locale_c_is_refused(here: Address) -> None:
    other = replace(here, name="test_locale_c")
    with psycopg.connect(**as_keywords(here), autocommit=True) as connection_here:  # type: ignore[arg-type]
        connection_here.execute("DROP DATABASE IF EXISTS test_locale_c")
        connection_here.execute(
            "CREATE DATABASE test_locale_c TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER libc"
        )
        try:
            with pytest.raises(Refusal, match="locale"):
                check_server(other)
        finally:
            connection_here.execute("DROP DATABASE test_locale_c WITH (FORCE)")


def test_database_that_cannot_be_reached_is_said_without_its_password(here: Address) -> None:
    with pytest.raises(Refusal) as refused:
        check_server(replace(here, name="nowhere", password="secret-word"))  # noqa: S106
    assert "secret-word" not in refused.value.sentence.both()


def as_keywords(address: Address) -> dict[str, object]:
    return {
        "host": address.host, "port": address.port, "dbname": address.name, "user": address.user,
        "password": address.password,
    }  # fmt: skip


def test_data_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    node = NodeUnderTest(tmp_path / "file" / "home", {})
    assert "SUIXING_HOME" in node.refused("node", "init")
    assert "suixing node init" in node.refused("node", "status")


def test_unknown_words_are_answered_in_both_languages(bare_node: NodeUnderTest) -> None:
    for words in (["nod"], ["intake"], ["place", "read", "--bach"], ["node", "up", "--port", "many"]):
        said = bare_node.refused(*words)
        assert "命令写法有误" in said
        assert "--help" in said


def test_bad_database_url_stops_the_start_before_anything_is_made(tmp_path: Path) -> None:
    node = make_node(tmp_path / "home", **dict.fromkeys(URLS.values(), "nonsense"))
    assert "postgresql://" in node.refused("node", "init")
    assert not (node.home / "keys").exists()
