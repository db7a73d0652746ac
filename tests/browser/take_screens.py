"""The documents' pictures of pages, taken anew by ``suixing test --screens``; no test, and never part of a run."""

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.pages import SCREENS, Screen
from tests.browser.site import Site
from tests.browser.test_show_screens import FOLDER, MOST_BYTES, picture
from tests.browser.visitors import LANGUAGES, PHONE, Visitors

WIDE = ViewportSize(width=1280, height=900)
SIZES = {"desk": WIDE, "phone": PHONE}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_take(visitors: Visitors, site: Site, screen: Screen, language: str, size: str) -> None:
    page = visitors.open(language, SIZES[size])
    if screen.officer is not None:
        site.sign_in(page, screen.officer)
    page.goto(screen.path.format(**site.known))
    taken = page.screenshot(animations="disabled", caret="hide")
    assert len(taken) < MOST_BYTES, f"{screen.name}: {len(taken)} bytes"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / picture(screen.name, language, size)).write_bytes(taken)
