"""``python -m tests.shape.write_pages``: write the pages that are made from tables and schemas, and drop old ones."""

from pathlib import Path

from tests.shape import message_pages, state_pages
from tests.shape.source import DOCS

BY_HAND = {"messages": {"README.md", "carrying.md"}, "states": set[str]()}
"""Pages of these folders that people write."""


def pages() -> dict[Path, str]:
    """Every page that is written from something else, and its text."""
    folders = {"states": state_pages.pages(), "messages": message_pages.pages()}
    return {DOCS / folder / name: text for folder, written in folders.items() for name, text in written.items()}


def stray() -> list[Path]:
    """Pages that nobody writes any more."""
    written = pages()
    return [
        path
        for folder, kept in BY_HAND.items()
        for path in sorted((DOCS / folder).glob("*"))
        if path not in written and path.name not in kept
    ]


def main() -> None:
    """Write them all."""
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in stray():
        path.unlink()


if __name__ == "__main__":
    main()
