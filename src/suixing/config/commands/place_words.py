"""``suixing place``: its words; ``place`` carries it out."""

import argparse
import sys
from pathlib import Path

from suixing.config.commands import place


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``place read``."""
    top = words.add_parser("place", help="地址与区划 addresses and divisions")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    read = verbs.add_parser("read", help="识别地址 read an address into a division")
    read.add_argument("text", nargs="?", metavar="TEXT")
    read.add_argument("--batch", type=Path, metavar="FILE", help="每行一个地址 one address a line")
    read.add_argument("--json", action="store_true")
    read.set_defaults(run=lambda a: place.read(a.text, batch=a.batch, as_json=a.json, out=sys.stdout))
