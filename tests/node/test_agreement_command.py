"""``suixing agreement``: the operator writes down what two places agreed on."""

from datetime import datetime

from tests.cast import FUCHENG, ZHONGZHOU
from tests.nodes import NodeUnderTest

HERE = ("--office", FUCHENG)
ADD = ("add", *HERE, "--with", ZHONGZHOU, "--telephone", "0755-23456789", "--their-telephone", "023-54231234")
LIMIT = ("--limit", "answer_verification=8 working days")


def test_add_list_and_end(own_node: NodeUnderTest) -> None:
    code = own_node.ok("agreement", *ADD, *LIMIT, "--limit", "notify=10个工作日").split(": ")[1].strip()
    assert code == f"{FUCHENG}-{ZHONGZHOU}-{datetime.now().astimezone().year}-1"
    listed = own_node.ok("agreement", "list", *HERE)
    assert "重庆市忠县忠州街道 023-54231234" in listed
    assert "answer_verification 8 working days, notify 10 working days" in listed
    own_node.ok("agreement", "end", code, "--office", ZHONGZHOU, "--last-day", "2999-12-31")
    assert "..2999-12-31" in own_node.ok("agreement", "list", "--office", ZHONGZHOU)
    own_node.ok("journal", "verify")
    for words in (
        (*ADD, "--limit", "answer_verification"),
        (*ADD, "--limit", "=8 days"),
        (*ADD, *LIMIT, *LIMIT),
        (*ADD, "--limit", "answer_verification=soon"),
        (*ADD, "--limit", "answer_verification=16 working days"),
        (*ADD, *LIMIT, "--from", "tomorrow"),
        ADD,
        ("end", code, *HERE, "--last-day", "2000-01-01"),
        ("end", f"{code}9", *HERE),
        ("end", "x", *HERE),
        ("end", code, "--office", "440309"),
    ):
        assert own_node.refused("agreement", *words)
