"""The house prints only at its door, logs nothing personal, and silences no check without saying which."""

import ast
import re

from tests.shape.source import Module, calls, modules

BARE_IGNORE = re.compile(r"#\s*(type:\s*ignore(?!\[)|noqa(?!:)|pragma:\s*no cover)")
LOGGERS = re.compile(r"(^|_)(log|logger|logging|structlog)$", re.IGNORECASE)
LEVELS = {"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log", "msg", "bind"}
# Words that name what is held about a person, however the name is put together (home_text, full_name ...).
PERSONAL = {
    "name", "names", "surname", "born", "birth", "birthday", "sex", "identifier", "identifiers", "number", "telephone",
    "phone", "mobile", "address", "home", "current", "residence", "residences", "person", "persons", "people",
    "subject", "subjects", "holder", "private", "cells", "row", "judged", "account", "plain", "key", "blind",
}  # fmt: skip


def personal_logging(module: Module) -> list[str]:
    """Logging calls that are handed something of a person, by keyword, name or attribute."""
    found = []
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
            continue
        target = ast.unparse(node.func.value).partition("(")[0].split(".")[-1]
        if not LOGGERS.search(target):
            continue
        words: set[str] = set()
        for argument in node.args:
            for part in ast.walk(argument):
                words |= set(getattr(part, "id", "").split("_")) | set(getattr(part, "attr", "").split("_"))
        for keyword in node.keywords:
            words |= set((keyword.arg or "").split("_"))
        if words & PERSONAL:
            found.append(f"{module.name}:{node.lineno}: {sorted(words & PERSONAL)}")
    return found


def test_only_the_command_prints() -> None:
    found = [
        f"{module.name}:{call.lineno}"
        for module in modules()
        if module.room != "config"
        for call in calls(module.tree, "print")
        if isinstance(call.func, ast.Name)
    ]
    assert found == []


def test_nothing_personal_is_logged() -> None:
    assert [said for module in modules() for said in personal_logging(module)] == []


def test_a_personal_log_line_would_be_found() -> None:
    text = "log.info('taken in', office=office, full_name=x)\nlogger.warning(f'no {row.identifier}')\nlog.info('ok')\n"
    assert personal_logging(Module("invented.py", text, ast.parse(text))) == [
        "invented.py:1: ['name']",
        "invented.py:2: ['identifier', 'row']",
    ]


def test_no_check_is_silenced_without_its_code() -> None:
    found = [
        f"{module.name}:{number}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), start=1)
        if BARE_IGNORE.search(line)
    ]
    assert found == []
