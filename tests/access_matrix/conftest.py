"""One running node for this folder: a web process under the serving role, and everybody who may ask it."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from suixing.config.databases import databases_of
from suixing.config.home import Home
from tests.access_matrix.asking import Asking
from tests.access_matrix.objects import Objects, make_objects
from tests.browser.site import serving
from tests.nodes import NodeUnderTest, copy_node, make_node, remove
from tests.shape.source import ROOT


@pytest.fixture(scope="package")
def asking(template: NodeUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """The node, filled and serving; it counts its queries."""
    made = make_node(tmp_path_factory.mktemp("asked") / "home", SUIXING_COUNT_QUERIES="1")
    node = copy_node(template, made)
    log = node.home.parent / "site.log"
    try:
        filled = subprocess.run(
            [sys.executable, "-m", "tests.access_matrix.fill"], env=node.environment, cwd=ROOT, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert filled.returncode == 0, filled.stderr
        with serving(node, log) as url, databases_of(Home(node.home), {}).owner.connect() as owner:
            asking = Asking(url, owner, json.loads(filled.stdout))
            yield asking
            asking.close()
        said = log.read_text(errors="replace")
        assert "Traceback" not in said, said
    finally:
        remove(node.home)


@pytest.fixture(scope="package")
def objects(asking: Asking) -> Objects:
    """What the addresses name: one's own, a paired village's, another office's, and what does not exist."""
    return make_objects(asking)
