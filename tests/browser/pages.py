"""Every page of the site that can be opened by an address alone, written by hand.

Who adds a page adds its line here; it is then looked at in both languages, on a desk, on a phone and at 320 pixels.
"""

from dataclasses import dataclass

# For everyone, without sign-in.
PUBLIC: tuple[str, ...] = (
    "/",
    "/about/",
    "/complain/",
    "/kept/",
    "/me/sign-in/",
    "/office/",
    "/on-behalf/",
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
    "/sign-in/",
    "/sign-in/first-time/",
    "/status/",
    "/today/",
    "/verify/",
)

WITHOUT_HEAD = frozenset({"/kept/", "/today/"})
"""Where leaving at once leads, and what a phone keeps: nothing on them names this site."""

# Username of an officer of the cast, and the pages that she opens. ``{account}`` and the like are filled from
# ``site.known``.
SIGNED_IN: dict[str, tuple[str, ...]] = {
    "ma.supervisor": ("/supervisor/break-glass/",),
    "gao.desk": (
        "/desk/people/{home_account}/passes/",
        "/desk/people/{home_account}/passes/{pass}/",
        "/desk/people/{home_account}/passes/{pass}/renew/",
        "/desk/people/{home_account}/passes/{pass}/lost/",
        "/desk/people/{home_account}/passes/{pass}/revoke/",
    ),
    "lin.desk": (
        "/desk/cases/",
        "/desk/cases/{case}/",
        "/desk/cases/{case}/step/refuse/",
        "/desk/cases/{stood_still}/",
    ),
    "xu.exchange": (
        "/exchange/",
        "/exchange/issuers/",
        "/exchange/stuck/",
        "/exchange/traffic/",
        "/exchange/nodes/50/",
        "/exchange/statements/",
        "/exchange/statements/{compared}/",
    ),
    "wu.supervisor": ("/supervisor/", "/supervisor/late/", "/supervisor/intakes/", "/desk/cases/"),
    "he.staff": (
        "/staff/",
        "/staff/add/",
        "/staff/start-code/",
        "/staff/below/",
        "/staff/agreements/",
        "/staff/agreements/add/",
        "/staff/contact/",
    ),
    "chen.desk": (
        "/desk/",
        "/desk/cases/",
        "/desk/cases/cover/",
        "/desk/cases/feed/",
        "/desk/cases/templates/",
        "/desk/cases/templates/verification-answer/",
        "/desk/cases/new/",
        "/desk/cases/new/registration/",
        "/desk/cases/new/request/",
        "/desk/people/{account}/cases/new/verification/",
        "/desk/cases/extract/",
        "/desk/cases/done/",
        "/desk/find/",
        "/desk/passes/ask/",
        "/desk/register/",
        "/desk/people/{account}/",
        "/desk/people/{account}/readings/",
        "/desk/corrections/",
        "/desk/people/{account}/asked/",
        "/desk/people/{account}/correct/",
        "/desk/people/{account}/move/",
        "/desk/people/{account}/confirm/",
        "/desk/people/{account}/passes/",
        "/desk/people/{account}/passes/scan/",
        "/desk/people/{account}/own-pages/",
        "/desk/own-pages/",
        "/desk/people/{account}/withdraw/",
        "/desk/people/{account}/erase/",
        "/desk/people/taken-back/consent/",
        "/desk/people/taken-back/record/",
        "/desk/registered/{account}/",
        "/desk/break-glass/",
        "/desk/break-glass/ask/",
        "/second/",
        "/intake/",
        "/account/",
        "/account/recovery-codes/",
        "/sign-in/confirm/",
        "/sign-out/",
    ),
}

# A person's own pages, behind her sign-in; placeholders are filled from ``site.known``. The person is ``RESIDENT`` of
# ``residents.py``: what is to be seen on a page, ``fill.py`` gives her.
RESIDENT_PAGES: tuple[str, ...] = (
    "/me/",
    "/me/cases/",
    "/me/cases/{own_case}/",
    "/me/cases/{own_case}/take-back/",
    "/me/consents/",
    "/me/consents/{own_consent}/again/",
    "/me/consents/{own_consent}/withdraw/",
    "/me/data/",
    "/me/devices/",
    "/me/devices/passkey/",
    "/me/erase/",
    "/me/letters/",
    "/me/letters/{own_letter}/",
    "/me/looked/",
    "/me/looked/{own_reading}/question/",
    "/me/more/",
    "/me/mandates/",
    "/me/correct/",
    "/me/notices/",
    "/me/pass/",
    "/me/pass/apply/",
    "/me/pass/{pass}/",
    "/me/pass/{pass}/lost/",
    "/me/safety/",
    "/me/unlock/",
)

# An address that is not walked, and why.
NOT_WALKED: dict[str, str] = {
    "/healthz": "answers programs",
    "/readyz": "answers programs",
    "/.well-known/jwt-vc-issuer": "answers programs",
    "/passes/lists": "answers programs",
    "/passes/trust": "answers programs",
    # For wallets.
    "/.well-known/oauth-authorization-server": "answers programs",
    "/.well-known/openid-credential-issuer": "answers programs",
    "/passes/type": "answers programs",
    "/passes/wallet/credential": "answers programs",
    "/passes/wallet/nonce": "answers programs",
    "/passes/wallet/token": "answers programs",
    "/me/data/copy/": "a button",
    "/me/leave/": "a button",
    "/me/sign-in/passkey/": "answers the script of the sign-in page",
    "/me/sign-out/": "a button",
    "/language": "takes the choice of a language and leads back",
    "/kept/service-worker.js": "a script that keeps the page of what a phone keeps",
    "/verify/service-worker.js": "a script that keeps the page for checking passes",
    "/sign-in/second-step/": "follows a password; test_sign_in.py looks at it",
    "/sign-in/passkey/": "answers the script of the sign-in page",
    "/sign-in/provider/": "leads to the province's provider",
    "/sign-in/provider/answer/": "takes the provider's answer",
    "/sign-in/second-factor/": "for who has no second factor",
    "/sign-in/second-factor/authenticator/": "for who has no second factor",
    "/sign-in/second-factor/passkey/": "for who has no second factor",
    "/sign-in/second-factor/picture.svg": "a picture on a page",
    "/sign-in/locked/": "for who was away; test_sign_in.py looks at it",
    "/account/password/": "asks first who she is; test_sign_in.py looks at it",
    "/account/passkeys/new/": "asks first who she is; test_sign_in.py looks at it",
    "/account/authenticator/": "asks first who she is",
    "/account/recovery-codes/new/": "takes a form and leads on",
    "/account/browsers/end/": "takes a form and leads on",
    "/account/browsers/end-others/": "takes a form and leads on",
    "/desk/cases/typed/number/": "a part of the forms of cases",
    "/desk/cases/typed/place/": "a part of the forms of cases",
    "/desk/cases/extract/correct/": "takes a form; tests/web/cases looks at it",
    "/desk/cases/extract/letter/": "takes a form and gives a letter",
    "/desk/cases/part/": "a part of the worklist",
    "/desk/cases/assign/": "takes a form and leads on",
    "/desk/cases/dates-read/": "takes a form and leads on",
    "/desk/cases/feed/make/": "takes a form and leads on",
    "/desk/cases/feed/end/": "takes a form and leads on",
    "/exchange/settle/": "takes a button of a list and leads back",
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
    Screen("desk", "/desk/", "chen.desk"),
    Screen("find", "/desk/find/", "chen.desk"),
    Screen("register", "/desk/register/", "chen.desk"),
    Screen("person", "/desk/people/{account}/", "chen.desk"),
    Screen("intake", "/intake/", "chen.desk"),
    Screen("break-glass", "/desk/break-glass/ask/", "chen.desk"),
    Screen("staff", "/staff/", "he.staff"),
    Screen("supervisor", "/supervisor/", "wu.supervisor"),
    Screen("worklist", "/desk/cases/", "lin.desk"),
    Screen("case", "/desk/cases/{stood_still}/", "lin.desk"),
    Screen("late", "/supervisor/late/", "wu.supervisor"),
    Screen("status", "/status/"),
    Screen("verify", "/verify/"),
)
