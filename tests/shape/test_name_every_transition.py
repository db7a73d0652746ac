"""Each step of each procedure has a test of its own, found by its name.

It stands in ``tests/cases/test_<procedure>.py`` and is called as the step is: without the words of the procedure and
the small words between them, ``test_answer_verification_in_part`` is ``answer_in_part``. From which states each step
is taken, and from which it is refused, ``tests/cases/test_every_transition.py`` shows.
"""

import ast

import pytest

from suixing.cases.procedures import PROCEDURES
from tests.shape.source import TESTS

BETWEEN = {"a", "an", "the", "of", "to", "for", "in"}


def words(name: str, procedure: str) -> tuple[str, ...]:
    """The words of a name but for those of the procedure and those that say nothing."""
    small = BETWEEN | set(procedure.split("_"))
    return tuple(word for word in name.split("_") if word not in small)


def named_tests(procedure: str) -> set[tuple[str, ...]]:
    """The tests of a procedure that bear its name, each as the words that are left."""
    tree = ast.parse((TESTS / "cases" / f"test_{procedure}.py").read_text(encoding="utf-8"))
    names = [node.name.removeprefix("test_") for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {words(name, procedure) for name in names if set(procedure.split("_")) <= set(name.split("_"))}


@pytest.mark.parametrize("procedure", sorted(PROCEDURES))
def test_each_step_has_a_test_named_for_it(procedure: str) -> None:
    named = named_tests(procedure)
    missing = [step for step in PROCEDURES[procedure].steps if words(step, procedure) not in named]
    assert not missing, f"tests/cases/test_{procedure}.py has no test named for {missing}"


@pytest.mark.parametrize(
    ("name", "procedure", "step"),
    [
        ("answer_verification_in_part", "verification", "answer_in_part"),
        ("papers_came_for_pass_application", "pass_application", "papers_came"),
        ("note_arrival_of_move", "move", "note_arrival"),
    ],
)
def test_a_name_is_read_as_its_step(name: str, procedure: str, step: str) -> None:
    assert words(name, procedure) == words(step, procedure)
    assert words(name, procedure) != words("answer", procedure)
