"""What templates say is in the reader's language, escaped, with days and times as she writes them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

from suixing.kernel.errors import Sentence
from suixing.web import words
from suixing.web.words import Link

AT = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)


def say(text: str, language: str = "en", **values: object) -> str:
    with override(language):
        return Template("{% load words %}" + text).render(Context(values))


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ('{% say zh="共 {n} 条" en="{n} in all" n=n %}', "共 3 条", "3 in all"),
        ('{% say zh="一" en="one" as word %}[{{ word }}]', "[一]", "[one]"),
        ("{{ sentence|said }}", "二", "two"),
        ("{{ day|day }}", "2026年3月5日", "5 March 2026"),
        ("{{ at|moment }}", "2026年11月20日 10:05", "20 November 2026, 10:05"),
        ("{{ at|said }}", "2026年11月20日 10:05", "20 November 2026, 10:05"),
        ("{{ many|number }}", "663,000", "663,000"),
        ("{{ nothing|said }}{{ nothing|day }}", "", ""),
        ('{% say zh="见{s}" en="see {s}" s=sentence %}', "见二", "see two"),
    ],
)
def test_each_language_in_its_way(text: str, zh: str, en: str) -> None:
    values = {"n": 3, "sentence": Sentence("二", "two"), "day": date(2026, 3, 5), "at": AT, "many": 663000}
    assert say(text, "zh-hans", nothing=None, **values) == zh
    assert say(text, "en", nothing=None, **values) == en


def test_values_are_text_and_never_markup() -> None:
    bad = "<b>{zh}</b>"
    assert say('{% say zh="名 {n}" en="name {n}" n=n %}', n=bad) == "name &lt;b&gt;{zh}&lt;/b&gt;"
    assert say("{{ n|said }}", n=bad) == "&lt;b&gt;{zh}&lt;/b&gt;"
    assert say("{{ n|said }}", n=[bad, Sentence("一", "<i>")]) == "&lt;b&gt;{zh}&lt;/b&gt;<br>&lt;i&gt;"
    assert say("{{ n|said }}", n=Link('"><b>', bad, bad)).count("<") == 4
    assert say("{% say zh=n en=n %}", n="<b>") == "&lt;b&gt;"


def test_chinese_calls_nobody_a_woman_who_may_be_a_man() -> None:
    """At the desk the person is 本人, an officer 其 or 本人: either may be a man."""
    folder = Path(words.__file__).parent
    pages = [
        path for part in ("desk", "person", "staff", "intake", "break_glass", "supervisor", "passes", "wallets")
        for path in (*(folder / "templates" / part).glob("*.html"), *(folder / part).glob("*.py"))
    ]  # fmt: skip
    assert len(pages) > 40
    assert [path.name for path in pages if "她" in path.read_text(encoding="utf-8")] == []
