"""Every page of the site that can be opened by an address alone, written by hand.

Who adds a page adds its line here; it is then looked at in both languages, on a desk, on a phone and at 320 pixels.
"""

from dataclasses import dataclass

# For everyone, without sign-in.
PUBLIC: tuple[str, ...] = (
    "/",
    "/about/",
    "/office/",
    "/procedures/",
    "/procedures/benefits/",
    "/procedures/birth-registration/",
    "/procedures/complaints/",
    "/procedures/consultation/",
    "/procedures/free-services/",
    "/procedures/help-between-offices/",
    "/procedures/pass/",
    "/procedures/registration/",
    "/refusals/",
)

# Username of an officer of the cast, and the pages that she opens. ``{account}`` and the like are filled from
# ``site.known``.
SIGNED_IN: dict[str, tuple[str, ...]] = {
    "ma.supervisor": ("/supervisor/break-glass/",),
    "chen.desk": (
        "/desk/",
        "/desk/find/",
        "/desk/register/",
        "/desk/break-glass/",
        "/desk/break-glass/ask/",
        "/second/",
        "/intake/",
    ),
}

# An address that is not walked, and why.
NOT_WALKED: dict[str, str] = {
    "/healthz": "answers programs",
    "/readyz": "answers programs",
    "/language": "takes the choice of a language and leads back",
    "/desk/register/identifier/": "a part of the page of registration",
    "/desk/register/address/": "a part of the page of registration",
}


@dataclass(frozen=True)
class Screen:
    """A picture that the documents show: its name, the page, and the officer who is signed in, if one is."""

    name: str
    path: str
    officer: str | None = None


SCREENS: tuple[Screen, ...] = (
    Screen("home", "/"),
    Screen("procedure", "/procedures/registration/"),
)
