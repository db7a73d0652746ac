"""``suixing node card | approve | directory | join | put-out``: which other nodes there are."""

import argparse
from pathlib import Path

from suixing.config.node import introducing


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs about other nodes."""
    card = verbs.add_parser("card", help="本节点的名片与指纹 this node's card and fingerprint")
    card.add_argument("--out", type=Path, metavar="FILE")
    card.set_defaults(run=lambda a: introducing.card(a.out))

    approve = verbs.add_parser("approve", help="全国节点：批准一个节点 at the hub: let a node in")
    approve.add_argument("card", type=Path, metavar="FILE")
    approve.add_argument("--fingerprint", required=True, help="当面核对的指纹 as its operator told it")
    approve.set_defaults(run=lambda a: introducing.approve(a.card, fingerprint=a.fingerprint))

    directory = verbs.add_parser("directory", help="节点名册与全国节点的指纹 the signed directory of nodes")
    directory.add_argument("--out", type=Path, metavar="FILE")
    directory.set_defaults(run=lambda a: introducing.directory(a.out))

    join = verbs.add_parser("join", help="按名册加入 join by the hub's directory")
    join.add_argument("directory", type=Path, metavar="FILE")
    join.add_argument("--fingerprint", required=True, help="当面核对的全国节点指纹 the hub's, as its operator told it")
    join.set_defaults(run=lambda a: introducing.join(a.directory, fingerprint=a.fingerprint))

    out = verbs.add_parser("put-out", help="全国节点：停止一个节点的参与 at the hub: end a node's part")
    out.add_argument("place", metavar="PLACE")
    out.set_defaults(run=lambda a: introducing.put_out(a.place))
