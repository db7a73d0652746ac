"""axe-core on the page as it is now, by the success criteria of WCAG 2.2 A and AA that a program can judge."""

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped] # it has no types
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds wrong, in its own words.

    The script comes in through the debugger, not through the page, so the page's policy stays in force.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(document, options).then(f => f.violations)", options
    )
    return found


def told(violation: dict[str, Any]) -> str:
    """One violation with every element it was found at."""
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        lines.append(f"    at {json.dumps(node['target'], ensure_ascii=False)}: {node['html'][:200]}")
        lines += [f"        {line.strip()}" for line in node["failureSummary"].splitlines()[1:]]
    return "\n".join(lines)


def assert_accessible(page: Page) -> None:
    """No violation on this page; each is printed with its target."""
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(map(told, found))
