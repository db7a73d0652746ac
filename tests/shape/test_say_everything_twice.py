"""Whatever is said to a person is said in Chinese and in English; every problem code has its sentence and its row."""

import ast
import re
from collections.abc import Iterator

import pytest

from suixing.journeys.intake.problems import MESSAGES
from suixing.journeys.intake.sheets.refusals import SENTENCES
from suixing.rules.identifiers import Flaw
from tests.shape.source import DOCS, HOUSE, Module, calls, literal, modules

HAN = re.compile("[\u3400-\u9fff]")
LATIN = re.compile("[A-Za-z]{2}")
PLACEHOLDER = re.compile(r"{(\w*)}")
WORDS = re.compile(r"\w")


def sentences(module: Module) -> Iterator[tuple[int, str | None, str | None]]:
    """Line, Chinese and English of every ``Sentence(...)``; None where a part is computed."""
    for call in calls(module.tree, "Sentence"):
        parts: dict[str, ast.AST] = dict(zip(("zh", "en"), call.args, strict=False))
        parts |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        yield call.lineno, literal(parts.get("zh")), literal(parts.get("en"))


def flaws_of(zh: str | None, en: str | None) -> list[str]:
    """What is wrong with a sentence as far as it is written out. Signs between two values need no words."""
    flaws = []
    only_signs = bool(zh and en) and not any(WORDS.search(PLACEHOLDER.sub("", str(text))) for text in (zh, en))
    if zh is not None and not only_signs and not HAN.search(zh):
        flaws.append("no Chinese")
    if en is not None and not only_signs and not LATIN.search(en):
        flaws.append("no English")
    if zh is not None and en is not None:
        named = [{name.removesuffix("_en") for name in PLACEHOLDER.findall(text)} for text in (zh, en)]
        if named[0] != named[1]:
            flaws.append("the two name different placeholders")
    return flaws


def test_every_sentence_is_complete_in_both_languages() -> None:
    wrong = [
        f"{module.name}:{line}: {flaw}"
        for module in modules()
        for line, zh, en in sentences(module)
        for flaw in flaws_of(zh, en)
    ]
    assert wrong == []


def test_sentences_are_found_at_all() -> None:
    assert sum(1 for module in modules() for _ in sentences(module)) > 100


@pytest.mark.parametrize(
    ("zh", "en", "flaw"),
    [
        ("", "Nothing.", "no Chinese"),
        ("没有。", "", "no English"),
        ("没有 {path}。", "Nothing.", "the two name different placeholders"),
        ("{path}：{n}", "{path}: ", "the two name different placeholders"),
    ],
)
def test_half_a_sentence_would_be_found(zh: str, en: str, flaw: str) -> None:
    module = Module("invented.py", "", ast.parse(f"Sentence(zh={zh!r}, en={en!r})"))
    assert [flaws_of(*said[1:]) for said in sentences(module)] == [[flaw]]


SAY = re.compile(r"{%\s*say\s+(.*?)%}", re.DOTALL)
LITERALS = re.compile(r"""\b(\w+)=("[^"]*"|'[^']*'|[^\s]+)""")
# What is written in a template outside of ``say``: names of the house, of languages and formats.
NAMES = {"随行", "Suixing", "中文", "English", "JSON"}


def unsaid(text: str) -> set[str]:
    """Words of a template that stand in one language only."""
    text = re.sub(r"{% block (kind|language_next) %}.*?{% endblock %}", "", text)  # a class, an address: no text
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->", " ", text, flags=re.DOTALL)
    text = re.sub(r"<kbd>\w+</kbd>", " ", text)  # what stands on a key, whatever is spoken
    shown = re.findall(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)"', text)
    shown.append(re.sub(r"<[^>]*>", " ", text))
    return {word for one in shown for word in re.findall("[\u3400-\u9fff]+|[A-Za-z]{2,}", one)} - NAMES


def flaws_of_say(arguments: str) -> list[str]:
    given = {name: value.strip("\"'") for name, value in LITERALS.findall(arguments)}
    values = set(given) - {"zh", "en"}
    named = {name for key in ("zh", "en") for name in PLACEHOLDER.findall(given.get(key, ""))}
    missing = [] if named <= values else [f"no value for {sorted(named - values)}"]
    return flaws_of(given.get("zh", ""), given.get("en", "")) + missing


def templates() -> list[tuple[str, str]]:
    return [(path.name, path.read_text(encoding="utf-8")) for path in sorted(HOUSE.glob("*/templates/**/*.html"))]


def test_templates_say_everything_twice() -> None:
    said = [(name, arguments) for name, text in templates() for arguments in SAY.findall(text)]
    assert len(said) > 100
    assert [f"{name}: {arguments[:60]}: {flaw}" for name, arguments in said for flaw in flaws_of_say(arguments)] == []


def test_templates_say_nothing_in_one_language_only() -> None:
    assert {name: left for name, text in templates() if (left := unsaid(text))} == {}


@pytest.mark.parametrize(
    ("arguments", "flaw"),
    [
        ('zh="有 {n} 条" en="{m} of them" n=3 m=3', "the two name different placeholders"),
        ('zh="有" ', "no English"),
        ('zh="有 {n} 条" en="{n} of them"', "no value for ['n']"),
    ],
)
def test_half_a_say_would_be_found(arguments: str, flaw: str) -> None:
    assert flaws_of_say(arguments) == [flaw]


def test_a_word_outside_of_say_would_be_found() -> None:
    text = '<p title="Hello">随行 {% say zh="一" en="one" %} 没有</p>'
    assert unsaid(text) == {"Hello", "没有"}


def codes_in_use() -> set[str]:
    """Codes given to ``refuse(...)`` and ``Problem(...)`` in the intake, and the flaws of numbers."""
    used = {flaw.value for flaw in Flaw}
    for module in modules():
        if not module.name.startswith("journeys/intake/"):
            continue
        for name in ("refuse", "Problem"):
            for call in calls(module.tree, name):
                used |= {text for text in map(literal, call.args[1:2]) if text and "." in text}
    return used


def test_every_problem_code_has_a_sentence() -> None:
    assert codes_in_use() == set(MESSAGES)
    for code, message in MESSAGES.items():
        assert flaws_of(message.zh, message.en) == [], code


def test_every_refusal_of_a_file_is_said_in_both_languages() -> None:
    assert {code: flaws_of(said.zh, said.en) for code, said in SENTENCES.items()} == {code: [] for code in SENTENCES}


def test_every_code_has_a_row_in_the_documentation() -> None:
    rows = {
        code
        for page in DOCS.rglob("*.md")
        for code in re.findall(r"^\| `([a-z_.]+)`", page.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {*MESSAGES, *SENTENCES} - rows == set()
