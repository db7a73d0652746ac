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

    desk = subjects.add_parser("desk", help="窗口页面 pages of the desk at a million people beside ten thousand")
    desk.add_argument("--small", type=int, default=10_000)
    desk.add_argument("--large", type=int, default=1_000_000)
    desk.add_argument("--big", type=int, default=200_000, help="人数最多的机构 people of the biggest office")
    desk.add_argument("--rounds", type=int, default=300)
    desk.set_defaults(run=_desk)

    cases = subjects.add_parser("cases", help="办件清单 worklist and case page at 100,000 open cases beside 1,000")
    cases.add_argument("--people", type=int, default=1_000_000)
    cases.add_argument("--cases", type=int, default=100_000, help="未办结件数 open cases in all")
    cases.add_argument("--big", type=int, default=50_000, help="办件最多的机构 open cases of the biggest office")
    cases.add_argument("--rounds", type=int, default=200)
    cases.set_defaults(run=_cases)

    clocks = subjects.add_parser("clocks", help="时限 due dates beside numpy, a million clocks counted anew")
    clocks.add_argument("--count", type=int, default=1_000_000)
    clocks.add_argument("--seed", type=int, default=1)
    clocks.set_defaults(run=_clocks)

    passes = subjects.add_parser("pass", help="随行证 passes beside bare signatures and the library sd-jwt")
    passes.add_argument("--rounds", type=int, default=100)
    passes.add_argument("--people", type=int, default=20_000, help="批量签发人数 issued to in batch; 0: none")
    passes.add_argument(
        "--page", action="store_true", help="核验网页 the public page in a browser with a slowed processor"
    )
    passes.set_defaults(run=_passes)

    exchange = subjects.add_parser("exchange", help="节点间消息 messages between nodes beside PostgreSQL and JetStream")
    exchange.add_argument("--messages", type=int, default=20_000)
    exchange.add_argument("--backlog", type=int, default=100_000, help="积压条数 messages that wait at first; 0: none")
    exchange.add_argument("--archive", type=int, default=1_000_000, help="存档条数 messages held before; 0: none")
    exchange.add_argument("--cases", type=int, default=2_000, help="核实件数 verifications opened; 0: none")
    exchange.add_argument("--urgent", type=int, default=200, help="急件次数 urgent messages, one at a time")
    exchange.set_defaults(run=_exchange)


def _places(chosen: argparse.Namespace) -> int:
    from suixing.config.bench import places  # noqa: PLC0415 - the peers are heavy

    return places.run(seed=chosen.seed, count=chosen.count, out=sys.stdout)


def _intake(chosen: argparse.Namespace) -> int:
    from suixing.config.bench import intake  # noqa: PLC0415

    return intake.run(rows=chosen.rows, seed=chosen.seed, out=sys.stdout)


def _desk(chosen: argparse.Namespace) -> int:
    from suixing.config.bench import desk  # noqa: PLC0415

    return desk.run(small=chosen.small, large=chosen.large, big=chosen.big, rounds=chosen.rounds, out=sys.stdout)


def _cases(chosen: argparse.Namespace) -> int:
    from suixing.config.bench import cases  # noqa: PLC0415

    return cases.run(people=chosen.people, cases=chosen.cases, big=chosen.big, rounds=chosen.rounds, out=sys.stdout)


def _clocks(chosen: argparse.Namespace) -> int:
    from suixing.config.bench import clocks  # noqa: PLC0415

    return clocks.run(clocks=chosen.count, seed=chosen.seed, out=sys.stdout)


def _passes(chosen: argparse.Namespace) -> int:
    from suixing.config.bench import pass_page, passes, passes_node  # noqa: PLC0415

    if chosen.page:
        return pass_page.run(rounds=chosen.rounds, out=sys.stdout)
    forms = passes.run(rounds=chosen.rounds, out=sys.stdout)
    return max(forms, passes_node.run(people=chosen.people, out=sys.stdout) if chosen.people else 0)


def _exchange(chosen: argparse.Namespace) -> int:
    from suixing.config.bench import exchange  # noqa: PLC0415

    return exchange.run(
        messages=chosen.messages, backlog=chosen.backlog, archive=chosen.archive, cases=chosen.cases,
        urgent=chosen.urgent, out=sys.stdout,
    )  # fmt: skip
