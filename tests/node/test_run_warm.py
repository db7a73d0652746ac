"""What tests run in a fork of a process that has loaded everything does what the command does that starts cold."""

import subprocess

import pytest

from tests.cast import FUCHENG, XIUYING
from tests.nodes import NodeUnderTest

COMMANDS = (
    ("node", "status"),
    ("node", "status", "--json"),
    ("journal", "verify"),
    ("people", "show", "--office", FUCHENG),
    ("officer", "list"),
    ("clock", "--help"),
    ("nothing", "of", "this"),
)


def said(done: "subprocess.CompletedProcess[str]") -> tuple[int, str, str]:
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_fork_says_what_a_cold_start_says(untouched: NodeUnderTest, words: tuple[str, ...]) -> None:
    """Exit code, both outputs, what it reads from its input and its environment."""
    warm = said(untouched.run(*words, told=XIUYING.identifier))
    assert warm == said(untouched.run_cold(*words, told=XIUYING.identifier))
    nowhere = NodeUnderTest(untouched.home.parent / "nowhere", {})
    assert said(nowhere.run(*words)) == said(nowhere.run_cold(*words))


def test_a_command_that_lasts_too_long_is_ended(untouched: NodeUnderTest) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        untouched.run("node", "status", timeout=0)
