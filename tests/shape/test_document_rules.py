"""What the code carries out is in the documentation: rules, refusals, decisions; and no text names what it must not."""

import argparse
import re
from collections.abc import Iterator

import pytest

from suixing.config.command import parser
from tests.shape.source import DOCS, ROOT, kept_files, modules

RULE = re.compile(r"\b([TGPVXSBA][1-9])\b")
REFUSAL = re.compile(r"\bF([1-9])\b|REFUSALS(?: |, )(?:\"?([a-z ]+)\"|([1-9]))")
PAGE = re.compile(r"docs/[\w./-]+\.md")
LONGEST_PAGE = 150
LONGEST_DECISION = 60
DECISIONS = DOCS / "adr"

# Written in parts, so that this file does not name what no file may name.
PACKAGE_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("npmmirror", "com"),
        ("yarnpkg", "com"), ("crates", "io"), ("rubygems", "org"), ("golang", "org"),
        ("tuna", "tsinghua"), ("mirrors", "aliyun"),
        ("docker", "io"), ("ghcr", "io"), ("anaconda", "org"), ("conda-forge", "org"), ("unpkg", "com"),
        ("jsdelivr", "net"),
    )
]  # fmt: skip
# How the project is made is no part of it: numbers of tickets, and folders outside of the tree.
TICKET = re.compile(r"(?<![\w&/'\"(=:.,#])#[1-9]\d{0,4}\b|\b(issue|ticket|bug) #?\d+\b", re.IGNORECASE)
CLIMBING = re.compile(r"(?:\.\./)+[\w./-]*")


def ids_in_code() -> dict[str, set[str]]:
    """Rule ids that docstrings, comments and messages of the house carry, and where."""
    found: dict[str, set[str]] = {}
    for module in modules():
        for rule in RULE.findall(module.text):
            found.setdefault(rule, set()).add(module.name)
    return found


def test_every_rule_that_the_code_names_is_documented() -> None:
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| ([A-Z]\d+) \|", page, re.MULTILINE))
    assert len(documented) > 40
    assert {rule: where for rule, where in ids_in_code().items() if rule not in documented} == {}


def test_the_documentation_says_which_rules_the_code_carries() -> None:
    """The last column of a rule's row is empty, or says what is there; what the code names must not be empty."""
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    carried = {
        cells[0].strip()
        for cells in (line.strip("|").split("|") for line in page.splitlines() if re.match(r"\| [A-Z]\d+ \|", line))
        if cells[-1].strip() not in ("", "—")
    }
    assert set(ids_in_code()) <= carried


def test_every_refusal_that_the_code_names_is_documented() -> None:
    page = (DOCS / "refusals.md").read_text(encoding="utf-8")
    for module in modules():
        for letter, word, number in REFUSAL.findall(module.text):
            if letter:
                assert f"| F{letter} |" in page, module.name
            if number:
                assert re.search(rf"^{number}\. \*\*", page, re.MULTILINE), module.name
            if word:
                assert word.lower() in page.lower(), module.name


def test_every_page_that_a_text_points_to_exists() -> None:
    missing = {
        f"{path.relative_to(ROOT)} -> {page}"
        for path in kept_files()
        if path.suffix in {".py", ".md", ".html", ".toml", ".yml"} or path.name in {"suixing", ".importlinter"}
        for page in PAGE.findall(path.read_text(encoding="utf-8"))
        if not (ROOT / page).exists()
    }
    assert missing == set()


def test_every_link_between_pages_leads_somewhere() -> None:
    broken = []
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")
    assert broken == []


def test_every_path_that_a_page_names_exists() -> None:
    missing = {
        f"{page.relative_to(ROOT)}: {path}"
        for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]
        for path in re.findall(r"`((?:src|tests|docs|tools|requirements)/[\w./-]*)`", page.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    }
    assert missing == set()


def leaves(command: argparse.ArgumentParser, words: str = "suixing") -> Iterator[tuple[str, list[str]]]:
    """Every command in full with its options."""
    inner = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    for action in inner:
        for name, parser_of_it in action.choices.items():
            yield from leaves(parser_of_it, f"{words} {name}")
    if not inner:
        options = [name for action in command._actions for name in action.option_strings if name.startswith("--")]
        yield words, [name for name in options if name != "--help"]


def test_every_command_and_option_is_documented() -> None:
    pages = "\n".join(
        (DOCS / name).read_text(encoding="utf-8")
        for name in ("commands.md", "nodes.md", "operations.md", "pass.md", "places.md")
    )
    for words, options in leaves(parser()):
        assert f"{words} " in pages, words
        for option in options:
            assert option in pages, f"{words} {option}"


# Set by the program for its own child process.
INTERNAL = {"SUIXING_PROCESS", "SUIXING_DEMO"}


def test_every_variable_is_documented() -> None:
    page = "".join((DOCS / name).read_text(encoding="utf-8") for name in ("nodes.md", "operations.md", "signing-in.md"))
    texts = [module.text for module in modules()] + [(ROOT / "suixing").read_text(encoding="utf-8")]
    read = {
        name for text in texts for name in re.findall(r"(?:environ[\w.]*[(\[]|get\(|\$\{)\"?(SUIXING_[A-Z_]+)", text)
    }
    assert "SUIXING_HOME" in read
    assert {name for name in read - INTERNAL if f"| `{name}`" not in page and f", `{name}` |" not in page} == set()


def test_every_decision_is_in_the_index() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    decisions = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert decisions
    assert [name for name in decisions if f"]({name})" not in index] == []
    assert [name for name in re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", index) if name not in decisions] == []


def test_decisions_are_numbered_once_and_short() -> None:
    names = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert len({name[:4] for name in names}) == len(names)
    for name in names:
        text = (DECISIONS / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {name[:4]}. "), name
        assert text.count("\n") <= LONGEST_DECISION, name


# Tables of everything that desks may write, and of every word, are looked up, not read.
REFERENCES = {"glossary.md", "registers.md"}


def test_pages_are_short() -> None:
    long = {
        page.name: page.read_text(encoding="utf-8").count("\n")
        for page in DOCS.glob("*.md")
        if page.name not in REFERENCES
    }
    assert {name: lines for name, lines in long.items() if lines > LONGEST_PAGE} == {}


@pytest.mark.parametrize("host", PACKAGE_HOSTS)
def test_no_file_names_the_host_of_a_package_registry(host: str) -> None:
    found = [str(path.relative_to(ROOT)) for path in kept_files() if host.encode() in path.read_bytes().lower()]
    assert found == []


def test_no_text_names_a_ticket_or_a_folder_outside() -> None:
    found = []
    for path in kept_files():
        if path.suffix not in {".py", ".md", ".html", ".toml", ".in", ".yml"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            outside = [up for up in CLIMBING.findall(line) if not (path.parent / up).resolve().is_relative_to(ROOT)]
            if TICKET.search(line) or outside:
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


@pytest.mark.parametrize("text", ["see #{}", "as issue {} says", "Fixes Ticket #{}"])
def test_a_ticket_would_be_found(text: str) -> None:
    assert TICKET.search(text.format(12))


@pytest.mark.parametrize("text", ["colour:#123", 'href="#4"', "&#39;", "page.md#3", '"#0"', "issues sentences"])
def test_a_colour_or_an_anchor_passes(text: str) -> None:
    assert not TICKET.search(text)
