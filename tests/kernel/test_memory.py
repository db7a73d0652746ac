"""What was asked once is not asked again inside a block; what was changed is."""

import pytest

from suixing.kernel.memory import forget, remembered, remembering

asked: list[str] = []


@remembered
def told(name: str, *, loud: bool = False) -> str:
    asked.append(name)
    return name.upper() if loud else name


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    asked.clear()


def test_outside_everything_is_asked_each_time() -> None:
    assert [told("a"), told("a")] == ["a", "a"]
    assert asked == ["a", "a"]


def test_inside_it_is_asked_once_for_each_question() -> None:
    with remembering():
        assert [told("a"), told("a"), told("a", loud=True), told("b")] == ["a", "a", "A", "b"]
    assert asked == ["a", "a", "b"]


def test_what_was_changed_is_asked_again() -> None:
    with remembering():
        told("a")
        forget()
        told("a")
    assert asked == ["a", "a"]


def test_one_block_knows_nothing_of_another() -> None:
    for _ in range(2):
        with remembering():
            told("a")
    assert asked == ["a", "a"]
