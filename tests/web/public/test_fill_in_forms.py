"""A form takes plain text only, and says in the reader's language what is to be mended, and where."""

from datetime import date

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import override

from suixing.kernel.errors import Sentence
from suixing.web.forms import PlainForm
from suixing.web.words import sentence_lazy
from tests.web.public.pages import Page


class Invented(PlainForm):
    name = forms.CharField(
        label=sentence_lazy(Sentence("姓名", "Name")), help_text=sentence_lazy(Sentence("如证件", "As on the paper"))
    )
    remark = forms.CharField(label="备注", widget=forms.Textarea, required=False, max_length=20)
    way = forms.ChoiceField(label="方式", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label=sentence_lazy(Sentence("本人同意", "She agrees")))
    day = forms.DateField(label="日期", required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)


GOOD = {"name": "李秀英", "way": "a", "agreed": "on"}


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("  李秀英\u3000", "李秀英"),
        ("\ufeff李\u200b秀英\u200e", "李秀英"),
        ("麦麦提·阿卜杜拉", "麦麦提·阿卜杜拉"),
        ("ئەركىن\u200cجان", "ئەركىن\u200cجان"),
        ("㛃珺瑶", "㛃珺瑶"),
    ],
)
def test_a_name_is_taken_as_it_is_seen(typed: str, taken: str) -> None:
    form = Invented(GOOD | {"name": typed})
    assert form.is_valid(), form.faults
    assert form.cleaned_data["name"] == taken


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\u202e", "\u2066", "\u2028", "\x85", "\ud800", "\n", "\t"])
def test_a_control_sign_is_refused(sign: str) -> None:
    (fault,) = Invented(GOOD | {"name": f"李{sign}秀英"}).faults
    assert fault.anchor == "id_name"
    assert "控制符号" in fault.text


def test_several_lines_are_taken_where_there_is_room_for_them() -> None:
    form = Invented(GOOD | {"remark": "一\r\n二\t三"})
    assert form.is_valid()
    assert "控制符号" in Invented(GOOD | {"remark": "一\x00"}).faults[0].text


def test_a_text_without_a_limit_of_its_own_has_one_all_the_same() -> None:
    assert Invented(GOOD | {"name": "李" * 200}).is_valid()
    assert "最多 200 个字，现有 201 个" in Invented(GOOD | {"name": "李" * 201}).faults[0].text
    assert "最多 20 个字" in Invented(GOOD | {"remark": "李" * 21}).faults[0].text
    assert "最多 200 个字" in Invented(GOOD | {"kept": "李" * 10_000}).faults[0].text


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("zh-hans", ["请填写“姓名”。", "请选择“方式”。", "需要勾选：本人同意"]),
        ("en", ["Fill in “Name”.", "Choose “方式”.", "This has to be ticked: She agrees"]),
    ],
)
def test_everything_missing_is_said_at_once(language: str, texts: list[str]) -> None:
    with override(language):
        faults = Invented({}).faults
    assert [fault.text for fault in faults] == texts
    assert [fault.anchor for fault in faults] == ["id_name", "id_way_0", "id_agreed"]


@pytest.mark.parametrize("typed", ["2026-02-30", "yesterday", "9" * 5000])
def test_a_day_that_is_none_is_refused(typed: str) -> None:
    (fault,) = Invented(GOOD | {"day": typed}).faults
    assert "实际存在的日期" in fault.text
    form = Invented(GOOD | {"day": "2026-03-05"})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 3, 5)


def test_every_field_is_tied_to_its_label_hint_and_error() -> None:
    form = Invented({"name": "", "way": "z"})
    page = Page(render_to_string("parts/error_summary.html", {"form": form}) + str(form))
    ids = [str(attrs["id"]) for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.links} <= set(ids)
    for _, attrs in page.tags:
        assert set(str(attrs.get("aria-describedby") or "").split()) <= set(ids)
    inputs = {
        attrs.get("id") for tag in ("input", "textarea") for attrs in page.all(tag) if attrs.get("type") != "hidden"
    }
    assert inputs == {attrs["for"] for attrs in page.all("label")}


def test_what_was_typed_comes_back_as_text() -> None:
    page = Page(str(Invented({"name": '"><script>alert(1)</script>'})))
    assert not page.all("script")
    assert page.all("input")[1]["value"] == '"><script>alert(1)</script>'


def test_a_fault_names_its_field_and_nothing_is_cut_off_in_silence() -> None:
    (fault,) = Invented(GOOD | {"name": "李" * 201}).faults
    assert fault.label == str(Invented()["name"].label)
    assert [one.label for one in Invented({}).faults if one.label and one.label in one.text] == []
    assert "maxlength" not in str(Invented())
