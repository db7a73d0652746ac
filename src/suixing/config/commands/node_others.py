"""``suixing node card | approve | directory | join | put-out | link``: which other nodes there are."""

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
    approve.add_argument("--link-out", type=Path, metavar="FILE", help="NATS：该节点的链接文件 its access to NATS")
    approve.set_defaults(run=lambda a: introducing.approve(a.card, fingerprint=a.fingerprint, link_out=a.link_out))

    directory = verbs.add_parser("directory", help="节点名册与全国节点的指纹 the signed directory of nodes")
    directory.add_argument("--out", type=Path, metavar="FILE")
    directory.set_defaults(run=lambda a: introducing.directory(a.out))

    join = verbs.add_parser("join", help="按名册加入 join by the hub's directory")
    join.add_argument("directory", type=Path, metavar="FILE")
    join.add_argument("--fingerprint", required=True, help="当面核对的全国节点指纹 the hub's, as its operator told it")
    join.add_argument("--link", type=Path, metavar="FILE", help="NATS：全国节点给的链接文件 what the hub wrote for it")
    join.set_defaults(run=lambda a: introducing.join(a.directory, fingerprint=a.fingerprint, link=a.link))

    out = verbs.add_parser("put-out", help="全国节点：停止一个节点的参与 at the hub: end a node's part")
    out.add_argument("place", metavar="PLACE")
    out.set_defaults(run=lambda a: introducing.put_out(a.place))

    link = verbs.add_parser("link", help="直连或经全国节点 send to a province directly, or by the hub")
    link.add_argument("place", metavar="PLACE")
    way = link.add_mutually_exclusive_group(required=True)
    way.add_argument("--direct", action="store_true", help="按协议直连 directly, where an agreement is in force")
    way.add_argument("--by-hub", action="store_true", help="经全国节点 by the hub")
    link.set_defaults(run=lambda a: introducing.link(a.place, direct=a.direct))
