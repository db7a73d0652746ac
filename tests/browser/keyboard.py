"""What someone meets who has a keyboard and no mouse."""

from dataclasses import dataclass

from playwright.sync_api import Page

FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body || at === document.documentElement) return null;
    const style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const named = at.labels && at.labels.length ? at.labels[0] : at;
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    if (!at.dataset.stop) at.dataset.stop = String(document.querySelectorAll("[data-stop]").length + 1);
    return {
        key: at.dataset.stop,
        tag: at.tagName.toLowerCase(),
        text: (at.getAttribute("aria-label") || named.innerText || at.value || "").trim().replace(/\\s+/g, " "),
        href: at.getAttribute("href") || "",
        visible: outlined || style.boxShadow !== "none",
        uncovered: !!middle && (at.contains(middle) || middle.contains(at)),
    };
}"""


@dataclass(frozen=True)
class Stop:
    """One place where the focus rests; ``visible``: it is seen there; ``uncovered``: nothing lies over it."""

    key: str
    tag: str
    text: str
    href: str
    visible: bool
    uncovered: bool


def focused(page: Page) -> Stop | None:
    """Where the focus is; None where it is on no element."""
    found = page.evaluate(FOCUSED)
    return None if found is None else Stop(**found)


def tab_stops(page: Page, most: int = 150) -> list[Stop]:
    """Every stop of the Tab key from the top of the page, in order; at most ``most``."""
    stops: list[Stop] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = focused(page)
        if stop is None or any(stop.key == before.key for before in stops):
            return stops
        stops.append(stop)
    raise AssertionError(f"more than {most} stops, or the focus is caught: {stops[-3:]}")


def assert_focus_seen(page: Page) -> list[Stop]:
    """Wherever the Tab key leads, the focus is seen and nothing covers it; the stops."""
    stops = tab_stops(page)
    assert [stop for stop in stops if not stop.visible] == []
    assert [stop for stop in stops if not stop.uncovered] == []
    return stops


def assert_focus_order(page: Page, *texts: str) -> None:
    """Stops whose texts hold ``texts`` come in this order; others may stand between."""
    seen = [stop.text for stop in tab_stops(page)]
    rest = iter(seen)
    missing = [text for text in texts if not any(text in stop for stop in rest)]
    assert not missing, f"{missing[0]!r} is not reached in this order: {seen}"
