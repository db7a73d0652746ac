"""``suixing place``: its words; ``place`` carries it out."""

import argparse
import sys
from pathlib import Path

from suixing.config.commands import place, place_lock


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``place read`` and ``place second-lock``."""
    top = words.add_parser("place", help="地址与区划 addresses and divisions")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    read = verbs.add_parser("read", help="识别地址 read an address into a division")
    read.add_argument("text", nargs="?", metavar="TEXT")
    read.add_argument("--batch", type=Path, metavar="FILE", help="每行一个地址 one address a line")
    read.add_argument("--json", action="store_true")
    lock = verbs.add_parser(
        "second-lock",
        help="诊疗机构：其痕迹在本人页面上须再次证明身份才展开 fold what this office did on people's own pages",
    )
    lock.add_argument("--office", required=True, metavar="CODE", help="机构代码 code of the office")
    lock.add_argument("--off", action="store_true", help="不再折叠 fold it no more")
    lock.set_defaults(run=lambda a: place_lock.second_lock(a.office, off=a.off))
    read.set_defaults(run=lambda a: place.read(a.text, batch=a.batch, as_json=a.json, out=sys.stdout))
