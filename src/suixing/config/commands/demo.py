"""``suixing demo``: a node with invented people, and what to try next."""

import argparse
import contextlib
import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from suixing.config.home import Home, home_from_environment
from suixing.config.invented import ROW_DAY, write_messy_register, write_register
from suixing.config.node import lifecycle
from suixing.config.node.presence import Presence
from suixing.config.session import node_session

OFFICES = (("440309005", 160), ("440309001", 120), ("500233001", 90))
MESSY_OFFICE = "440309005"


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
    os.environ["SUIXING_HOME"] = str(home.path)
    if Presence(home.run).read() is None:
        print("正在准备示例节点… Preparing the demonstration …", flush=True)
        with contextlib.redirect_stdout(io.StringIO()):
            lifecycle.initialise()
        _fill(home)
    _say(home)
    return lifecycle.up(detach=False, port=chosen.port)


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


def _say(home: Home) -> None:
    launcher = Path(sys.argv[0]).resolve().parents[2] / "suixing"
    command = "./suixing" if launcher.exists() else "suixing"
    registers = home.path / "registers"
    print(
        f"""
  随行示例节点：数据目录 {home.path}，虚构人员 {sum(count for _, count in OFFICES)} 名，三个机构。
  Suixing's demonstration: data in {home.path}, {sum(count for _, count in OFFICES)} invented people, three offices.

  在另一终端试一试 Try in another terminal:
    export SUIXING_HOME={home.path}
    {command} place read "重庆市忠县忠州街道和平村3组12号"
    {command} intake {registers}/to-mend.csv --office {MESSY_OFFICE} --report mend.xlsx
    {command} intake {registers}/{OFFICES[0][0]}.csv --office {OFFICES[0][0]}        # 再次提交：无变化 again: unchanged
    sed -n 2p {registers}/{OFFICES[0][0]}.csv | cut -d, -f5 | {command} people show --office {OFFICES[0][0]}
    {command} journal verify
    {command} node status
    {command} node backup /tmp/suixing-backup
""",
        flush=True,
    )
