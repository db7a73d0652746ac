"""A random run of real processes ends with every message handled once; docs/testing-nodes.md has the long one."""

import random
from pathlib import Path

from tests.exchange import chaos
from tests.nodes import NodeUnderTest


def test_handle_every_message_once_whatever_is_killed_or_cut(template: NodeUnderTest, tmp_path: Path) -> None:
    """A thousand messages over five nodes, twenty processes killed and twenty ways cut in their midst."""
    seed = random.SystemRandom().randrange(1 << 32)
    done = chaos.run(tmp_path / "nodes", template.home, messages=1_000, kills=20, cuts=20, nodes=5, seed=seed)
    chaos.say(f"{done}")
    assert done.messages >= 1_000
    assert done.kills == 20
