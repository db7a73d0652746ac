"""``suixing officer``: the operator appoints whoever administers the rest, and helps in need."""

import re

from tests.cast import FUCHENG
from tests.nodes import NodeUnderTest

CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")
HERE = ("--office", FUCHENG)


def test_appoint_list_start_code_and_leave(own_node: NodeUnderTest) -> None:
    first = own_node.ok("officer", "appoint", *HERE, "--username", "he.staff", "--name", "何静")
    assert CODE.search(first)
    desk = ("--post", "desk_officer", "--post", "community_worker")
    own_node.ok("officer", "appoint", *HERE, "--username", "Chen.Desk", "--name", "陈晓", *desk)
    listed = own_node.ok("officer", "list", *HERE)
    assert "he.staff  何静  staff_administrator  在职" in listed
    assert "chen.desk  陈晓  community_worker,desk_officer  在职" in listed
    again = CODE.search(own_node.ok("officer", "start-code", *HERE, "--username", "he.staff", "--lost-factors"))
    assert again is not None
    assert again[0] not in first
    assert "唯一的人员管理员" in own_node.refused("officer", "leave", *HERE, "--username", "he.staff")
    own_node.ok("officer", "leave", *HERE, "--username", "chen.desk", "--successor", "he.staff")
    assert "离任 left" in own_node.ok("officer", "list", *HERE)
    assert "Set: " in own_node.ok("place", "second-lock", *HERE)
    assert "Lifted: " in own_node.ok("place", "second-lock", *HERE, "--off")
    assert "999999" in own_node.refused("place", "second-lock", "--office", "999999")
    own_node.ok("journal", "verify")


def test_refusals_are_sentences(untouched: NodeUnderTest) -> None:
    for words in (
        ("appoint", "--office", "999", "--username", "he.staff", "--name", "何静"),
        ("appoint", *HERE, "--username", "console", "--name", "何静"),
        ("appoint", *HERE, "--username", "a b", "--name", "何静"),
        ("appoint", *HERE, "--username", "he.staff", "--name", "  "),
        ("start-code", *HERE, "--username", "nobody"),
        ("leave", *HERE, "--username", "nobody"),
    ):
        assert untouched.refused("officer", *words)
