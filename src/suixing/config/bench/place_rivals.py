"""What the reader is measured against: jionlp, cpca, and thirty naive lines of longest-prefix matching."""

import contextlib
import importlib
import io
import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from types import ModuleType

from suixing.config.bench.place_texts import Tables
from suixing.kernel.errors import Refusal, Sentence

# What a reader answers: resolved, ambiguous or unresolved, and a code.
Answer = tuple[str, str]
ReadAll = Callable[[Sequence[str]], list[Answer]]

NOT_INSTALLED = Sentence(
    zh="比较对象 {name} 未安装：请先安装 requirements/bench.lock。",
    en="{name}, which the comparison needs, is not installed: install requirements/bench.lock first.",
)


def _load(name: str) -> ModuleType:
    try:
        # Both greet on import, and one of them warns of its own regular expressions.
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError as missing:
        raise Refusal(NOT_INSTALLED.format(name=name)) from missing


def _names_below(tables: Tables) -> dict[str, dict[str, str]]:
    below: dict[str, dict[str, str]] = defaultdict(dict)
    for row in tables.rows:
        province, prefecture, county = row.code[:2], row.code[:4], row.code[:6]
        for name in filter(None, (row.province, row.province.rstrip("省市"), row.province[:2])):
            below[""].setdefault(name, province)
        for name in filter(None, (row.prefecture, row.prefecture.rstrip("市盟"), row.prefecture[:-2])):
            below[""].setdefault(name, prefecture)
            below[province].setdefault(name, prefecture)
        for above in ("", province, prefecture):
            below[above].setdefault(row.county, county)
        below[county].setdefault(row.township, row.code)
    return below


def naive(tables: Tables) -> ReadAll:
    """Longest prefix, level by level, of whole names and of shortened provinces and prefectures."""
    below = _names_below(tables)
    longest = {above: max(map(len, names)) for above, names in below.items()}

    def deepest(text: str, above: str) -> str:
        for level in (above, "") if above else ("",):
            names = below.get(level, {})
            for length in range(min(longest.get(level, 0), len(text)), 1, -1):
                code = names.get(text[:length])
                if code and (level or code.startswith(above) or above.startswith(code)):
                    return deepest(text[length:], max(above, code, key=len))
        return above

    def read(texts: Sequence[str]) -> list[Answer]:
        codes = (deepest("".join(text.split()), "") for text in texts)
        return [("resolved" if code else "unresolved", code) for code in codes]

    return read


def jionlp(tables: Tables) -> ReadAll:
    """Names that jionlp finds, looked up in the tables."""
    module = _load("jionlp")
    counties = {(row.province, row.county): row.code[:6] for row in tables.rows}
    townships = {(row.province, row.county, row.township): row.code for row in tables.rows}
    module.parse_location("北京市东城区东华门街道", town_village=True)  # loads its tables before the clock runs

    def read(texts: Sequence[str]) -> list[Answer]:
        answers = []
        for text in texts:
            found = module.parse_location(text, town_village=True)
            place = (str(found["province"]), str(found["county"] or found["city"]))
            code = townships.get((*place, str(found.get("town")))) or counties.get(place, "")
            answers.append(("resolved" if code else "unresolved", code))
        return answers

    return read


def cpca(_: Tables) -> ReadAll:
    """County codes as cpca returns them, in one batch."""
    module = _load("cpca")
    module.transform(["北京市东城区"])

    def read(texts: Sequence[str]) -> list[Answer]:
        answers = []
        for found in module.transform(list(texts))["adcode"]:
            code = re.sub(r"(00){1,2}$", "", found) if isinstance(found, str) else ""
            answers.append(("resolved" if code else "unresolved", code))
        return answers

    return read
