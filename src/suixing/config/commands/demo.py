"""``suixing demo``: a node with invented people and officers, and what to try next."""

import argparse
import contextlib
import io
import json
import os
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from suixing.config.databases import URLS
from suixing.config.home import Home, home_from_environment
from suixing.config.invented import ROW_DAY, write_messy_register, write_register
from suixing.config.node import lifecycle
from suixing.config.node.presence import Presence
from suixing.config.session import node_session
from suixing.kernel.errors import Refusal, Sentence

OFFICES = (("440309005", 160), ("440309001", 120), ("500233001", 90))
MESSY_OFFICE = "440309005"
MESSY_OFFICER = "chen.desk"


NOT_A_DEMONSTRATION = Sentence(
    "{path} 是一个真实节点，示例不会写入其中：示例人员的口令是公开的。未改动。请用 SUIXING_HOME 指定另一个目录。",
    "{path} is a node of its own. The demonstration is not put into it, for anybody could sign in as its officers. "
    "Nothing was changed; name another folder with SUIXING_HOME.",
)
OWN_DATABASE = Sentence(
    "示例只使用内置数据库；请先取消 {setting}。未改动。",
    "The demonstration uses the embedded database only; unset {setting} first. Nothing was changed.",
)


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``demo``."""
    demo = words.add_parser("demo", help="带示例数据的节点 a node with sample data")
    demo.add_argument("--port", type=int)
    demo.set_defaults(run=run)


def demo_home() -> Home:
    """Where the demonstration lives: a folder of its own beside a real node's, unless one is named."""
    if os.environ.get("SUIXING_HOME", "").strip():
        return home_from_environment()
    return Home(home_from_environment().path.with_name("suixing-demo"))


def run(chosen: argparse.Namespace) -> int:
    """Fill the demonstration on first use, say what to try, and run the node until Ctrl-C."""
    home = demo_home()
    _never_on_a_real_node(home)
    os.environ["SUIXING_HOME"] = str(home.path)
    os.environ["SUIXING_DEMO"] = "1"
    if Presence(home.run).read() is None:
        print("正在准备示例节点… Preparing the demonstration …", flush=True)
        with contextlib.redirect_stdout(io.StringIO()):
            lifecycle.initialise()
        _fill(home)
    _say(home)
    return lifecycle.up(detach=False, port=chosen.port)


def _never_on_a_real_node(home: Home) -> None:
    """Raises Refusal. What is not there yet becomes a demonstration, and is known as one from then on."""
    for setting in URLS.values():
        if os.environ.get(setting, "").strip():
            raise Refusal(OWN_DATABASE.format(setting=setting))
    mark = home.path / "demonstration"
    if home.exists and not (mark.exists() or (home.path / "demo.json").exists()):
        raise Refusal(NOT_A_DEMONSTRATION.format(path=home.path))
    home.path.mkdir(parents=True, exist_ok=True)
    mark.touch()


def _fill(home: Home) -> None:
    registers = home.path / "registers"
    registers.mkdir(exist_ok=True)
    for office, count in OFFICES:
        write_register(registers / f"{office}.csv", count, seed=int(office), living_in=(office,))
    write_messy_register(registers / "to-mend.csv", 40, seed=7, living_in=(MESSY_OFFICE,))
    with node_session():
        from suixing.journeys.intake.run import take_in  # noqa: PLC0415 - only after setup

        for office, _ in OFFICES:
            now = datetime.now(UTC)
            for _ in take_in(registers / f"{office}.csv", office=office, by="console", today=ROW_DAY, now=now):
                pass
        _staff(home)
        _cases(home)
        _leave_a_sheet(registers / "to-mend.csv")


def _staff(home: Home) -> None:
    """The officers, and the file from which the demonstration's own page tells how they sign in."""
    from suixing.config.demo_cast import CAST, appoint_cast, publish_contacts  # noqa: PLC0415 - only after setup

    told = demo_file(home)
    password = str(told["password"]) if told else f"suixing-{secrets.token_hex(4)}"
    officers = [
        {
            "username": one.username, "name": one.name, "secret": one.secret,
            "title": [one.title.zh, one.title.en], "shows": [one.shows.zh, one.shows.en],
        }
        for one in CAST
    ]  # fmt: skip
    now = datetime.now(UTC)
    appoint_cast(password=password, now=now)
    publish_contacts(now=now)
    partial = home.path / "demo.partial"
    partial.touch(0o600)
    partial.write_text(json.dumps({"password": password, "officers": officers}), encoding="utf-8")
    partial.replace(home.path / "demo.json")


def _cases(home: Home) -> None:
    """What lies on the desks, once."""
    from suixing.config.demo_cases import open_cases  # noqa: PLC0415 - only after setup

    made = home.path / "demo.cases"
    if not made.exists():
        open_cases(home.path / "registers", now=datetime.now(UTC))
        made.touch()


def demo_file(home: Home) -> dict[str, Any]:
    """What the demonstration's own page shows; empty before it was made."""
    try:
        told: dict[str, Any] = json.loads((home.path / "demo.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told


def _leave_a_sheet(sheet: Path) -> None:
    """Hand a messy register in as its officer would; the worker takes it up when the node runs."""
    from suixing.journeys.intake.actions import hand_in  # noqa: PLC0415 - only after setup
    from suixing.journeys.intake.kept import seal_from  # noqa: PLC0415
    from suixing.journeys.models import IntakeRun  # noqa: PLC0415

    if IntakeRun.objects.filter(office=MESSY_OFFICE, officer=MESSY_OFFICER).exists():
        return
    hand_in(
        number=uuid4(), sheet=seal_from(sheet, sheet.name), office=MESSY_OFFICE, by=MESSY_OFFICER, check=False,
        now=datetime.now(UTC),
    )  # fmt: skip


def _say(home: Home) -> None:
    told = demo_file(home)
    people = sum(count for _, count in OFFICES)
    print(f"\n  随行示例：虚构人员 {people} 名，两省三个街道；数据目录 {home.path}")
    print(
        f"  Suixing's demonstration: {people} invented people, three townships in two provinces; data in {home.path}\n"
    )
    print(f"  口令 Password: {told['password']}      验证码 Second step: <地址 address>/demo/\n")
    for one in told["officers"]:
        zh, en = one["title"]
        print(f"    {one['username']:<16}{zh} {en}: {one['shows'][1]}")
    launcher = Path(sys.argv[0]).resolve().parents[2] / "suixing"
    command = "./suixing" if launcher.exists() else "suixing"
    registers = home.path / "registers"
    print(
        f"""
  在另一终端试一试 Try in another terminal:
    export SUIXING_HOME={home.path}
    {command} place read "重庆市忠县忠州街道和平村3组12号"
    {command} intake {registers}/to-mend.csv --office {MESSY_OFFICE} --report mend.xlsx
    sed -n 2p {registers}/{OFFICES[0][0]}.csv | cut -d, -f5 | {command} people show --office {OFFICES[0][0]}
    {command} journal verify
    {command} node backup /tmp/suixing-backup
""",
        flush=True,
    )
