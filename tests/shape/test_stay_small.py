"""Files, functions and rooms stay small enough to be read, and are named for what they are about."""

import ast
from pathlib import Path

import pytest

from tests.shape.source import TESTS, Module, modules, rooms

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
# A migration is written once and read as a whole, and a table of words is data: neither is a place to get lost in.
# Only modules that hold nothing but such a table may be named here.
TABLES_OF_DATA: frozenset[str] = frozenset()
ATTICS = {"utils", "util", "helpers", "helper", "misc", "common", "shared", "tools", "stuff", "base", "lib", "core"}
LAYERS_AND_OCCASIONS = {
    "bug", "bugs", "fix", "fixes", "functional", "helper", "helpers", "integration", "issue", "issues", "misc",
    "models", "regression", "regressions", "unit", "util", "utils", "various", "views",
}  # fmt: skip
SAYS_NOTHING = {"all", "basic", "basics", "case", "cases", "code", "extra", "main", "more", "new", "other", "simple"}


def too_long_functions(module: Module) -> list[str]:
    """Functions of a module with more lines than allowed, decorators not counted."""
    return [
        f"{module.name}:{node.lineno} {node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]


def test_no_file_is_longer_than_500_lines() -> None:
    long = {module.name: module.text.count("\n") for module in modules()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE and name not in TABLES_OF_DATA} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    assert [said for module in modules() if not module.is_migration for said in too_long_functions(module)] == []


def test_a_long_function_would_be_found() -> None:
    text = "def long():\n" + "    x = 1\n" * LONGEST_FUNCTION
    assert too_long_functions(Module("invented.py", text, ast.parse(text))) == ["invented.py:1 long has 61 lines"]


@pytest.mark.parametrize("room", rooms())
def test_every_room_says_what_lives_there(room: str) -> None:
    (entrance,) = [module for module in modules() if module.name == f"{room}/__init__.py"]
    said = ast.get_docstring(entrance.tree) or ""
    assert len(said.split()) >= 5, f"suixing.{room} has no docstring that says what belongs there"


def test_every_module_says_what_it_is_for() -> None:
    """Empty entrances of folders and Django's three-line ``apps.py`` speak for themselves."""
    silent = [
        module.name
        for module in modules()
        if module.text.strip()
        and not module.is_migration
        and Path(module.name).name != "apps.py"
        and not ast.get_docstring(module.tree)
    ]
    assert silent == []


def test_no_module_is_an_attic() -> None:
    found = [module.name for module in modules() if ATTICS & set(Path(module.name).with_suffix("").parts)]
    assert found == []


def test_every_test_file_is_named_for_an_operation() -> None:
    """``test_answer_verification.py``, never for a layer of code, a fault or an occasion."""
    wrong = []
    for path in sorted(TESTS.rglob("test_*.py")):
        words = path.stem.removeprefix("test_").split("_")
        occasion = LAYERS_AND_OCCASIONS & set(words) or any(word.isdigit() for word in words)
        if occasion or (len(words) == 1 and SAYS_NOTHING & set(words)):
            wrong.append(path.relative_to(TESTS).as_posix())
    assert wrong == []


def test_every_test_file_says_what_it_shows() -> None:
    silent = [
        path.relative_to(TESTS).as_posix()
        for path in sorted(TESTS.rglob("test_*.py"))
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
