"""What the pages are dressed with is ours, or what others wrote just as it is on record."""

import hashlib
import json
import re

import pytest
from django.template.loader import render_to_string

from suixing.kernel.errors import Sentence
from tests.shape.source import HOUSE

STATIC = HOUSE / "web" / "static"
RECORD = json.loads((STATIC / "vendor" / "assets.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("asset", RECORD, ids=[asset["package"] for asset in RECORD])
def test_files_of_others_are_as_on_record_with_their_licence(asset: dict[str, object]) -> None:
    files = asset["files"]
    assert isinstance(files, list)
    assert any("LICENSE" in one["to"] for one in files)
    for one in files:
        assert hashlib.sha256((STATIC / "vendor" / one["to"]).read_bytes()).hexdigest() == one["sha256"]


def test_no_other_file_lies_beside_them() -> None:
    known = {one["to"] for asset in RECORD for one in asset["files"]} | {"assets.json"}
    vendor = STATIC / "vendor"
    assert {path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()} == known


def test_the_style_sheet_brings_nothing_from_elsewhere() -> None:
    style = (STATIC / "suixing.css").read_text(encoding="utf-8")
    assert "@import" not in style
    assert "@font-face" not in style
    assert not re.search(r"url\(|https?://", style.replace('[href^="http"]', ""))


def test_every_class_that_the_parts_use_is_documented() -> None:
    readme = (STATIC / "README.md").read_text(encoding="utf-8")
    used = {
        name
        for path in (HOUSE / "web" / "templates" / "parts").glob("*.html")
        for names in re.findall(r'class="([^"{]*)', path.read_text(encoding="utf-8"))
        for name in names.split()
    }
    assert {name for name in used if name not in readme} == set()


def test_htmx_runs_under_our_policy() -> None:
    page = render_to_string("skeleton.html", {"problem": Sentence("一", "one")})
    (settings,) = re.findall(r"<meta name=\"htmx-config\" content='([^']*)'", page)
    assert json.loads(settings) | {"allowEval": False, "includeIndicatorStyles": False, "historyCacheSize": 0} == (
        json.loads(settings)
    )


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_stands_out_from_what_is_behind_it() -> None:
    style = (STATIC / "suixing.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style)) | {"sheet": "#ffffff", "white": "#ffffff"}
    pairs = [
        *((ink, ground) for ink in ("ink", "quiet", "accent", "accent-deep") for ground in ("paper", "tint", "sheet")),
        ("bad", "sheet"), ("bad", "paper"), ("bad", "bad-tint"), ("warn", "warn-tint"),
        ("white", "accent"), ("white", "accent-deep"), ("white", "bad"), ("ink", "sun"),
    ]  # fmt: skip
    assert {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs if
            contrast(colours[pair[0]], colours[pair[1]]) < 4.5} == {}  # fmt: skip
    assert contrast(colours["edge"], colours["sheet"]) >= 3
    assert contrast(colours["focus"], colours["paper"]) >= 3
