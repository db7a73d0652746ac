"""``suixing bench``: comparisons with peers and with the machine's own limits."""

import argparse
import sys


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``bench`` and what can be measured."""
    bench = words.add_parser("bench", help="与同类或机器极限比较 compare with peers and limits")
    subjects = bench.add_subparsers(dest="subject", metavar="SUBJECT", required=True)

    places = subjects.add_parser("places", help="地址识别 address reading beside jionlp and cpca")
    places.add_argument("--seed", type=int, default=1)
    places.add_argument("--count", type=int, default=2000)
    places.set_defaults(run=_places)

    intake = subjects.add_parser("intake", help="登记簿接收 taking in a register beside raw COPY")
    intake.add_argument("--rows", type=int, default=1_000_000)
    intake.add_argument("--seed", type=int, default=1)
    intake.set_defaults(run=_intake)


def _places(chosen: argparse.Namespace) -> int:
    from suixing.config.bench import places  # noqa: PLC0415 - the peers are heavy

    return places.run(seed=chosen.seed, count=chosen.count, out=sys.stdout)


def _intake(chosen: argparse.Namespace) -> int:
    from suixing.config.bench import intake  # noqa: PLC0415

    return intake.run(rows=chosen.rows, seed=chosen.seed, out=sys.stdout)
