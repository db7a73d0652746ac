"""The whole story of a case in real browsers: four officers of three offices, the person with her letter, the worker.

Every step is taken on a page. One thing is not: the home office was asked weeks ago, which ``earlier.py`` does with the
same journey and an earlier ``now``, so that its silence is late by the rule book.
"""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from suixing.config.databases import databases_of
from suixing.config.home import Home
from suixing.rules.counting import CHINA
from tests.browser.accessible import assert_accessible
from tests.browser.cases import (
    CODE,
    act_earlier,
    countable,
    due_in_clock,
    find_account,
    in_english,
    number_of,
    open_case,
    printed,
    take,
    worked,
)
from tests.browser.officers import DESK, HOME_DESK, NATION
from tests.browser.site import Site
from tests.browser.visitors import Visitors, follow
from tests.cast import FUCHENG, JUNYAO
from tests.papers import files

LATE_WORDS = "Late; the office above was told"
NEVER_CROSSES = ("生育", "出生", "登记事项", "福城", "深圳", FUCHENG)
"""What the home office must not learn: why it is asked, and by whom."""


def days_ago(days: int) -> date:
    return datetime.now(UTC).astimezone(CHINA).date() - timedelta(days=days)


def test_a_registration_from_its_papers_to_the_notice_at_home(visitors: Visitors, site: Site, tmp_path: Path) -> None:
    desk, home, above, person = (visitors.open(language) for language in ("en", "zh", "en", "en"))
    for page, officer in ((desk, DESK), (home, HOME_DESK), (above, NATION)):
        site.sign_in(page, officer.username)
    record = find_account(desk, JUNYAO.identifier)
    case = the_papers_are_not_whole(desk, record, tmp_path)
    number = number_of(desk, case)
    code = where_it_stands(desk, case, person)
    act_earlier(
        site, number=number, office=FUCHENG, officer=DESK.username, step="ask", days=35,
        content={"questions": ["identity.name_matches", "residence.registered_here"]},
    )  # fmt: skip
    coordination = silence_goes_up(above)
    silence_blocks_nothing(desk, case, person, code)
    it_is_registered(desk, case)
    told = the_home_place_is_told(desk, record)
    the_home_office_answers_late(home)
    minute_is_over(site)  # for both
    desk.goto(told)
    worked(desk, "Arrived, not yet recorded there")
    recorded_at_home(home, desk, told)
    above.goto(coordination)
    worked(above, "The late office has acted")


def minute_is_over(site: Site) -> None:
    """What is held for a minute, in which it can be taken back, was sent a minute ago."""
    with databases_of(Home(site.node.home), {}).owner.connect() as owner:
        owner.execute("UPDATE exchange_outbox SET leave_at = now() WHERE relayed_at IS NULL")


def the_papers_are_not_whole(desk: Page, record: str, tmp_path: Path) -> str:
    """Opened, one paper is missing, she is told, it comes: the date moves by exactly the days that it stood still."""
    registrant = {"name": "安小禾", "born": days_ago(60).isoformat(), "sex": 1}
    case = open_case(
        desk, f"{record}cases/new/registration/", papers=["identity_card"], since__day=days_ago(44).isoformat(),
        since__time="10:00", **{f"parties__registrant__{part}": value for part, value in registrant.items()},
    )  # fmt: skip
    expect(desk.locator("h1")).to_contain_text("Birth registration")
    before = due_in_clock(desk, "Ask for verification")
    take(desk, case, "tell_missing", on=days_ago(43).isoformat(), missing=["birth_certificate"])
    expect(desk.locator(".clock").first).to_contain_text("Standing still")
    letter = printed(desk, "form[action$='/letters/missing/']")
    assert "medical certificate of birth" in letter
    assert JUNYAO.name in letter
    desk.goto(case)
    desk.locator("section[aria-labelledby=papers] a", has_text="medical certificate of birth").first.click()
    paper = tmp_path / "扫描.pdf"
    paper.write_bytes(files.pdf("certificate"))
    desk.locator("[name=paper]").set_input_files(paper)
    follow(desk.locator("form:has([name=paper]) button"))
    take(desk, case, "papers_came", on=days_ago(36).isoformat(), papers=["birth_certificate"])
    after = due_in_clock(desk, "Ask for verification")
    assert countable(before + timedelta(days=1), after) == countable(days_ago(43), days_ago(36))
    assert countable(after, after) == 1
    expect(desk.locator(".clock").first).to_contain_text(in_english(days_ago(43)))
    expect(desk.locator(".papers li")).to_have_count(1)
    assert_accessible(desk)
    return case


def where_it_stands(desk: Page, case: str, person: Page) -> str:
    """The code of a letter shows who must act by when, and nothing about anybody."""
    desk.goto(case)
    found = CODE.search(printed(desk, "form[action$='/letters/status/']"))
    assert found is not None
    person.goto(f"/status/#{found[0]}")
    expect(person.locator("[name=code]")).to_have_value(found[0])
    follow(person.locator("main form button").last)
    said = person.locator("main").inner_text()
    assert "福城街道" in said
    assert re.search(r"\d{4}-\d{2}-\d{2}", said)
    for hidden in (JUNYAO.name, JUNYAO.identifier, "安小禾", "Birth", DESK.name):
        assert hidden not in said, hidden
    assert found[0] not in person.url
    assert_accessible(person)
    return found[0]


def silence_goes_up(above: Page) -> str:
    """The lowest office above both is told whose duty ran out, sees nothing of the case, and reminds."""
    above.goto("/desk/cases/?procedure=coordination")
    worked(above, "Coordination")
    above.locator("#cases-list a.case").first.click()
    said = above.locator("main").inner_text()
    assert "忠州街道" in said
    assert "to answer" in said
    for hidden in (JUNYAO.name, JUNYAO.identifier, "安小禾", "Birth", "Does the name agree"):
        assert hidden not in said, hidden
    case = above.url
    take(above, case.split("?")[0], "remind")
    expect(above.locator("main")).to_contain_text("The late office was reminded")
    return case


def silence_blocks_nothing(desk: Page, case: str, person: Page, code: str) -> None:
    """The registration goes on; who blocks is named with its telephone's office, to her too."""
    desk.goto(case)
    worked(desk, "Ready to be registered")
    expect(desk.locator("main")).to_contain_text("No answer in time: goes on with verification outstanding")
    expect(desk.locator("section[aria-labelledby=pairs]")).to_contain_text("忠州街道")
    expect(desk.locator("section[aria-labelledby=pairs]")).to_contain_text("Overdue")
    person.goto("/status/")
    person.locator("[name=code]").fill(code)
    follow(person.locator("main form button").last)
    expect(person.locator("main")).to_contain_text("忠州街道")
    expect(person.locator("main")).to_contain_text(LATE_WORDS)


def it_is_registered(desk: Page, case: str) -> None:
    """The number is shown once; the letter and the number find what was made, and nothing else does."""
    take(desk, case, "register")
    number = desk.locator(".number-shown .code").inner_text()
    letter = printed(desk, "form[action='/desk/cases/extract/letter/']")
    assert number in letter
    assert "安小禾" in letter
    assert "verification outstanding" in letter
    answer = desk.goto(case)
    assert answer is not None
    assert answer.status == 404
    desk.goto("/desk/cases/done/")
    expect(desk.locator("main")).not_to_contain_text(number)
    desk.goto("/desk/cases/extract/")
    desk.locator("[name=number]").fill(number.lower())
    follow(desk.locator("form.dense-form button"))
    expect(desk.locator("section[aria-labelledby=found]")).to_contain_text("安小禾")
    expect(desk.locator("section[aria-labelledby=found]")).to_contain_text("did not answer in time")
    assert number not in desk.url


def the_home_place_is_told(desk: Page, record: str) -> str:
    """A notification with her consent: taken back within its minute once, then sent."""
    told = open_case(
        desk, f"{record}cases/new/notification/", topic="record_corrected", agreed=True,
        since__day=days_ago(0).isoformat(), since__time="00:01",
    )  # fmt: skip
    take(desk, told, "send")
    expect(desk.locator(".held")).to_contain_text("until then you can take it back")
    follow(desk.locator(".held button"))
    expect(desk.locator("main")).to_contain_text("Taken back: it has not left")
    expect(desk.locator("main")).to_contain_text("To be sent")
    take(desk, told, "send")
    return told


def the_home_office_answers_late(home: Page) -> None:
    """Zhongzhou's officer finds the question on top of her list; it does not say why it was asked, or by whom."""
    home.goto("/desk/cases/?due=overdue")
    home.locator("#cases-list a.case").first.click()
    case = home.url.split("?")[0]
    said = home.locator("main").inner_text()
    assert JUNYAO.name in said
    for hidden in (*NEVER_CROSSES, "安小禾"):
        assert hidden not in said, hidden
    take(
        home, case, "answer", answers__identity__name_matches="confirmed",
        answers__residence__registered_here="confirmed",
    )  # fmt: skip
    expect(home.locator("main")).to_contain_text("之前可以收回")


def recorded_at_home(home: Page, desk: Page, told: str) -> None:
    """Zhongzhou records what it was told, and Fucheng sees that it did."""
    home.goto("/desk/cases/?procedure=notification")
    home.locator("#cases-list a.case").first.click()
    take(home, home.url.split("?")[0], "note")
    desk.goto(told)
    worked(desk, "Recorded by the other side")
