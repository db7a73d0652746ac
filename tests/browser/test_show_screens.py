"""Every picture that a document shows is there, is small, and is one that can be taken again."""

import re

from tests.browser.pages import SCREENS
from tests.shape.source import DOCS, ROOT

FOLDER = DOCS / "screens"
MOST_BYTES = 250_000
SIZES = ("desk", "phone")


def picture(name: str, language: str, size: str) -> str:
    """The file's name: ``home-zh-desk.png``."""
    return f"{name}-{language}-{size}.png"


def test_every_picture_that_a_document_shows_is_there() -> None:
    missing = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in [*DOCS.rglob("*.md"), ROOT / "README.md"]
        for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).is_file()
    ]
    assert missing == []


def test_every_picture_is_small_and_can_be_taken_again() -> None:
    listed = {picture(screen.name, language, size) for screen in SCREENS for language in ("zh", "en") for size in SIZES}
    assert {path.name for path in FOLDER.iterdir()} == listed
    assert {path.name for path in FOLDER.iterdir() if path.stat().st_size >= MOST_BYTES} == set()
