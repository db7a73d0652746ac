"""A running site with passes on offer, and a wallet of others' making that asks it over HTTP."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from suixing.config.databases import databases_of
from suixing.config.home import Home
from tests.browser.site import serving
from tests.cast import XIUYING, ZHONGZHOU, number, write_csv
from tests.nodes import NodeUnderTest, copy_node, free_port, make_node, remove
from tests.passes.wallets.others import run_node
from tests.shape.source import ROOT

WALLET = Path(__file__).with_name("wallet.mjs")
PEOPLE = 20


@dataclass
class WalletSite:
    """``url`` without a slash; ``owner`` reads the database; ``told`` is what ``fill`` said."""

    url: str
    owner: "psycopg.Connection[Any]"
    told: dict[str, Any]
    client: httpx.Client
    _left: list[dict[str, str]] = field(default_factory=list)

    def offer(self) -> dict[str, str]:
        """An offer that nobody has touched: ``link``, ``number``, ``pass``, ``person``."""
        return self._left.pop()

    def wallet(self, what: str, **told: object) -> Any:
        """What the wallet makes of it."""
        return json.loads(run_node(WALLET, json.dumps({"what": what, **told})))

    def post(self, path: str, said: Mapping[str, Any], **headers: str) -> httpx.Response:
        """JSON, as a wallet sends it."""
        return self.client.post(path, json=said, headers=headers)


@pytest.fixture(scope="package")
def site(template: NodeUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WalletSite]:
    """One for the whole folder: each test takes offers of its own."""
    port = free_port()
    made = make_node(tmp_path_factory.mktemp("wallets") / "home", SUIXING_PUBLIC_ADDRESS=f"http://localhost:{port}")
    node = copy_node(template, made)
    log = node.home.parent / "site.log"
    try:
        rows = [XIUYING.but(identifier=number(f"51022319850612{at:03}")) for at in range(100, 100 + PEOPLE)]
        node.ok("intake", write_csv(node.home.parent / "people.csv", rows), "--office", ZHONGZHOU)
        filled = subprocess.run(
            [sys.executable, "-m", "tests.passes.wallets.fill"], env=node.environment, cwd=ROOT, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert filled.returncode == 0, filled.stderr
        told = json.loads(filled.stdout)
        with (
            serving(node, log, port=port) as url,
            databases_of(Home(node.home), {}).owner.connect() as owner,
            httpx.Client(base_url=url, timeout=60, trust_env=False) as client,
        ):
            owner.autocommit = True
            yield WalletSite(url, owner, told, client, list(told["offers"]))
        said = log.read_text(errors="replace")
        assert "Traceback" not in said, said
    finally:
        remove(node.home)
