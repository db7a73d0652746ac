"""The source tree as the shape tests read it: parsed modules, texts, and what stands in them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "suixing"
DOCS = ROOT / "docs"
TESTS = ROOT / "tests"


@dataclass(frozen=True)
class Module:
    """One Python file of the house; ``name`` is its path below ``src/suixing``."""

    name: str
    text: str
    tree: ast.Module

    @property
    def is_migration(self) -> bool:
        return "migrations" in Path(self.name).parts

    @property
    def room(self) -> str:
        return Path(self.name).parts[0]


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file below ``src/suixing``."""
    found = []
    for path in sorted(HOUSE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path.relative_to(HOUSE).as_posix(), text, ast.parse(text)))
    return tuple(found)


def rooms() -> list[str]:
    """The rooms that exist."""
    return sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file that is or would be committed, except samples and shipped data."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=False, text=True,
    )  # fmt: skip
    names = sorted(set(listed.stdout.split("\0")) - {""})
    if not names:  # an unpacked archive has no list of its own
        folders = ("src", "tests", "docs", "tools", "requirements")
        found = [path for folder in folders for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts]
        names = sorted(path.relative_to(ROOT).as_posix() for path in [*found, *ROOT.glob("*.*")])
    data = ("tests/samples/", "src/suixing/places/data/")
    return tuple(ROOT / name for name in names if not name.startswith(data) and (ROOT / name).is_file())


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Every call of a function or class ``name``, plain or as an attribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if (isinstance(called, ast.Name) and called.id == name) or (
                isinstance(called, ast.Attribute) and called.attr == name
            ):
                yield node


def literal(node: ast.AST | None) -> str | None:
    """The text of a string literal; placeholders of an f-string become ``{}``.

    None for anything else, and for an f-string that has no text of its own.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        text = "".join(literal(part) or "{}" for part in node.values)
        return text if text.replace("{}", "").strip() else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = literal(node.left), literal(node.right)
        return None if left is None or right is None else left + right
    return None


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every string that is no docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
