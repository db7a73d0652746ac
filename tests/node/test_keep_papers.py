"""Papers of a node: they come back with a backup, and not once they were destroyed."""

import subprocess
import sys
from pathlib import Path
from shutil import rmtree

from tests.nodes import NodeUnderTest
from tests.shape.source import ROOT

PROGRAM = """
import io, sys, uuid
from datetime import datetime, UTC
from suixing.config.session import node_session

with node_session():
    from suixing.papers import actions, queries
    from suixing.places.actions import open_office
    from tests.cast import FUCHENG
    from tests.papers import files

    file, now = uuid.UUID(int=7), datetime.now(UTC)
    given = {"office": FUCHENG, "by": "console", "now": now}
    open_office(code=FUCHENG, now=now)
    if sys.argv[1] == "keep":
        for content in (files.plain_pdf(), files.png()):
            actions.keep_paper(file=file, code="identity_card", upload=io.BytesIO(content), name="a", **given)
    elif sys.argv[1] == "read":
        for paper in queries.papers_of(file=file, office=FUCHENG):
            content = b"".join(actions.open_paper(paper=paper.id, **given))
            print(paper.file_name, content in (files.plain_pdf(), files.png()))
"""


def papers(node: NodeUnderTest, way: str) -> str:
    """Do something to the papers of one file, in a process of this node."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, way],
        env=node.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_papers_come_back_with_a_backup(own_node: NodeUnderTest, tmp_path: Path) -> None:
    papers(own_node, "keep")
    own_node.ok("node", "backup", tmp_path / "backup")
    rmtree(own_node.home / "files" / "papers")
    own_node.ok("node", "restore", tmp_path / "backup")
    assert papers(own_node, "read").split("\n")[:2] == ["paper-1.pdf True", "paper-2.png True"]
    assert (own_node.home / "files").stat().st_mode & 0o077 == 0


def test_a_backup_holds_no_paper_as_it_was(own_node: NodeUnderTest, tmp_path: Path) -> None:
    papers(own_node, "keep")
    own_node.ok("node", "backup", tmp_path / "backup")
    held = (tmp_path / "backup" / "files.tar").read_bytes()
    assert b"files/papers/" in held
    assert b"%PDF" not in held
    assert b"IHDR" not in held
