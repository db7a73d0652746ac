"""Signing in with a real browser: codes, passkeys, and coming back to what was typed."""

import re
import subprocess
import sys

from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.keyboard import assert_focus_seen
from tests.browser.officers import EXCHANGE, OTHER_DESK, PASSWORD, SUPERVISOR
from tests.browser.second_factor import passkey_holder
from tests.browser.site import Site

LOCK = """
import sys
from django.utils import timezone
from datetime import timedelta
from suixing.config.session import node_session
with node_session():
    from suixing.access.models import OfficerSession
    long_ago = timezone.now() - timedelta(hours=1)
    OfficerSession.objects.filter(officer__username=sys.argv[1]).update(seen_at=long_ago)
"""


def lock(site: Site, username: str) -> None:
    """Let her have been away for an hour."""
    done = subprocess.run(
        [sys.executable, "-c", LOCK, username], env=site.node.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def leave(page: Page) -> None:
    page.goto("/sign-out/")
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/sign-in/$"))


def test_signing_in_and_out(site: Site, page: Page) -> None:
    page.goto("/sign-in/")
    assert_accessible(page)
    assert_focus_seen(page)
    page.goto("/sign-in/first-time/")
    assert_accessible(page)
    site.sign_in(page, OTHER_DESK.username, anew=True)
    page.goto("/account/")
    assert_accessible(page)
    assert_focus_seen(page)
    page.goto("/account/password/")
    assert_accessible(page)
    leave(page)


def test_a_wrong_password_is_said(site: Site, english_page: Page) -> None:
    english_page.goto("/sign-in/")
    english_page.locator("[name=login]").fill("nobody.here")
    english_page.locator("[name=password]").fill("not a password")
    english_page.get_by_role("button", name="Sign in", exact=True).click()
    expect(english_page.get_by_role("alert")).to_contain_text("not right")
    assert_accessible(english_page)


def test_a_passkey_is_added_and_signs_in_alone(site: Site, page: Page) -> None:
    with passkey_holder(page) as held:
        site.sign_in(page, EXCHANGE.username, anew=True)
        page.goto("/account/passkeys/new/")
        assert_accessible(page)
        page.locator("[name=name]").fill("办公室电脑")
        page.get_by_role("button", name="添加").click()
        expect(page).to_have_url(re.compile("/account/$"))
        expect(page.locator("main")).to_contain_text("办公室电脑")
        leave(page)
        page.get_by_role("button", name="使用通行密钥登录").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        page.goto("/account/")
        expect(page.locator("main")).to_contain_text(EXCHANGE.username)
        leave(page)
        page.locator("[name=login]").fill(EXCHANGE.username)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page).to_have_url(re.compile("/second-step/"))
        assert_accessible(page)
        page.get_by_role("button", name="使用通行密钥").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
    assert len(held) == 1


def test_without_scripts_a_code_is_enough(site: Site, scriptless_page: Page) -> None:
    site.sign_in(scriptless_page, OTHER_DESK.username, anew=True)
    scriptless_page.goto("/account/")
    expect(scriptless_page.locator("main")).to_contain_text(OTHER_DESK.username)


def test_a_locked_page_opens_by_passkey_and_by_code(site: Site, page: Page) -> None:
    with passkey_holder(page):
        site.sign_in(page, SUPERVISOR.username, anew=True)
        page.goto("/account/passkeys/new/")
        page.locator("[name=name]").fill("值班电脑")
        page.get_by_role("button", name="添加").click()
        expect(page).to_have_url(re.compile("/account/$"))
        lock(site, SUPERVISOR.username)
        page.goto("/account/")
        expect(page).to_have_url(re.compile("/sign-in/locked/"))
        assert_accessible(page)
        assert_focus_seen(page)
        page.get_by_role("button", name="使用通行密钥").click()
        expect(page).to_have_url(re.compile("/account/$"))
    lock(site, SUPERVISOR.username)
    page.goto("/account/password/")
    page.locator("[name=code]").fill(site.app_of(SUPERVISOR.username).code())
    page.get_by_role("button", name="用验证码解锁").click()
    expect(page).to_have_url(re.compile("/account/password/$"))
    leave(page)
