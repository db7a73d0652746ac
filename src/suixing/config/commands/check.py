"""``suixing test``: every check and every test, in the order in which they fail fastest."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from suixing.kernel.errors import Refusal, Sentence

ROOT = Path(__file__).resolve().parents[4]
NOT_A_CLONE = Sentence(
    "suixing test 需要在源代码目录中运行。", "suixing test needs the source tree; run it from a clone."
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = Sentence(
    "未找到 Chromium 浏览器，网页测试不运行；请安装：apt-get install chromium fonts-noto-cjk",
    "There is no Chromium, so the tests in a browser do not run; install it: apt-get install chromium fonts-noto-cjk",
)
SCREENS = "tests/browser/take_screens.py"


def find_browser() -> str | None:
    """The program of Chromium or Chrome on this machine; None where there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def must_be_whole() -> bool:
    """Whether a test that cannot run counts as failed: in CI, which sets ``CI``."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``test``."""
    test = words.add_parser("test", help="全部检查与测试 all checks and tests")
    test.add_argument(
        "--screens",
        action="store_true",
        help="只重拍文档中的页面图片 only take the documents' pictures anew",
    )
    test.add_argument("pytest", nargs=argparse.REMAINDER, help="其后交给 pytest passed on to pytest")
    test.set_defaults(run=run)


def steps(extra: list[str]) -> tuple[tuple[str, list[str]], ...]:
    """Name and command of each step."""
    python = sys.executable
    tool = str(Path(python).parent) + os.sep
    return (
        ("ruff", [tool + "ruff", "check", "."]),
        ("ruff format", [tool + "ruff", "format", "--check", "."]),
        ("import-linter", [tool + "lint-imports", "--no-cache"]),
        ("mypy --strict", [tool + "mypy"]),
        ("pytest", [python, "-W", "error", "-m", "pytest", *extra]),
    )


def run(chosen: argparse.Namespace) -> int:
    """Run all steps, stop at the first that fails; its exit code."""
    if not (ROOT / "tests").is_dir():
        raise Refusal(NOT_A_CLONE)
    # A test must not meet the caller's node, nor change what it prints because of her settings.
    dropped = ("SUIXING_HOME", "SUIXING_TRACEBACK", "SUIXING_PROCESS")
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    has_browser = find_browser() is not None
    if not has_browser:
        print(NO_BROWSER.both(), file=sys.stderr, flush=True)
        if must_be_whole() or chosen.screens:
            return 1
    begin = time.monotonic()
    for name, command in steps([SCREENS])[-1:] if chosen.screens else steps(chosen.pytest):
        print(f"== {name}", flush=True)
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if code != 0:
            print(f"== {name}: 未通过 failed ({code})", flush=True)
            return code
    seconds = time.monotonic() - begin
    print(f"== 全部通过 all passed ({seconds:.0f} s)")
    if not has_browser:  # said again, for the first time is far above by now
        print(NO_BROWSER.both(), file=sys.stderr, flush=True)
    return 0
