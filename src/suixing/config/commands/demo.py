"""``suixing demo``: three nodes with invented people and officers, and what to try next."""

import argparse
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from suixing.config.demo import making, running
from suixing.config.demo.places import NAMES, Ground, demo_file, ground
from suixing.config.demo.registers import MESSY, MESSY_OFFICE, OFFICES


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``demo``."""
    demo = words.add_parser("demo", help="带示例数据的三个节点 three nodes with sample data")
    demo.add_argument("--port", type=int, help="第一个网页端口，默认 8000 port of the first web site")
    demo.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Make the demonstration on first use, run its nodes, say what to try, and wait for Ctrl-C."""
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup has it
        signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))  # the terminal was closed: end all nodes too
    where = ground()
    running.check_still(where)
    if not where.complete.exists():
        began = time.monotonic()
        print("正在准备示例（首次约半分钟）… Preparing the demonstration (about half a minute, once) …", flush=True)
        making.make(where)
        seconds = time.monotonic() - began
        print(f"  已就绪 Ready ({seconds:.0f} s)", flush=True)
    ports = running.choose_ports(where, chosen.port)
    print("正在启动三个节点… Starting three nodes …", flush=True)
    with running.running(where, ports) as nodes:
        _say(where, running.urls_of(ports))
        return running.keep(where, nodes)


def _say(where: Ground, urls: Mapping[str, str]) -> None:
    people = sum(OFFICES.values())
    print(f"\n  随行示例：虚构人员 {people} 名，两省三个街道，三个节点；数据目录 {where.path}")
    print(f"  Suixing's demonstration: {people} invented people, three townships, two provinces, three nodes")
    print("  今天以前的事项由示例按自设的时钟重演，证据所载时间亦然；消息本身真实加密、签名、经全国节点送达。")
    print("  What is dated before today was played by a clock of the demonstration, evidence of it too; its messages")
    print("  were really sealed, signed and carried through the nation's node.\n")
    print(f"  口令 Password: {demo_file(where.home('44'))['password']}      验证码 Second step: <地址 address>demo/")
    for place, url in urls.items():
        print(f"\n  {url}   {NAMES[place].zh} {NAMES[place].en}")
        for one in demo_file(where.home(place))["officers"]:
            zh, en = one["title"]
            print(f"    {one['username']:<16}{zh} {en}: {one['shows'][1]}")
    _say_what_to_try(where, urls)


def _say_what_to_try(where: Ground, urls: Mapping[str, str]) -> None:
    launcher = Path(sys.argv[0]).resolve().parents[2] / "suixing"
    command = "./suixing" if launcher.exists() else "suixing"
    print(
        f"""
  两个窗口并排打开 Open side by side:
    {urls["44"]}   chen.desk 向重庆忠州街道发起核实 asks Zhongzhou in Chongqing to verify
    {urls["50"]}   gao.desk  几秒后收到并答复；一分钟内可收回，之后数秒到达对面
                             has it seconds later and answers; the answer can be taken back for a minute, then it leaves
    SUIXING_HOME={where.path}/44 {command} exchange status

  本人的页面 A person's own pages: {urls["44"]}me/
    以谁的身份、发往虚构手机的验证码 who to be, and codes sent to invented telephones: {urls["44"]}demo/phones/

  在另一终端试一试 Try in another terminal:
    export SUIXING_HOME={where.path}/44
    {command} place read "重庆市忠县忠州街道和平村3组12号"
    {command} intake {where.registers}/{MESSY} --office {MESSY_OFFICE} --report mend.xlsx
    sed -n 2p {where.registers}/{MESSY_OFFICE}.csv | cut -d, -f5 | {command} people show --office {MESSY_OFFICE}
    {command} journal verify
    {command} node backup /tmp/suixing-backup

  停止 stop: Ctrl-C""",
        flush=True,
    )
