"""What every public page must keep to, and the list of them."""

import re
from html.parser import HTMLParser

from suixing.web.public.procedures import PROCEDURES

PAGES = (
    "/", "/procedures/", "/office/", "/status/", "/complain/", "/on-behalf/", "/refusals/", "/about/",
    *(f"/procedures/{one.slug}/" for one in PROCEDURES),
)  # fmt: skip
HAN = re.compile("[\u3400-\u9fff]")
# Names of the thing itself and of the other language stay as they are.
NAMES = ("随行", "中文")


class Page(HTMLParser):
    """The parts of a page that tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.said[tag] = self.said.get(tag, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def links(self) -> set[str]:
        return {str(attrs["href"]) for attrs in self.all("a")}


def chinese_left(page: Page) -> str:
    """Chinese text of an English page, names taken out."""
    text = page.said["body"] + page.said["title"]
    for name in NAMES:
        text = text.replace(name, "")
    return "".join(HAN.findall(text))
