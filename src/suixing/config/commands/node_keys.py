"""``suixing node rotate | recover | end-keys | renew | keys``: this node's own keys."""

import argparse
from pathlib import Path

from suixing.config.node import own_keys


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs about this node's keys."""
    rotate = verbs.add_parser("rotate", help="更换本节点密钥 new keys, the old ones vouching for them")
    rotate.set_defaults(run=lambda _: own_keys.rotate())

    recover = verbs.add_parser("recover", help="用恢复密钥换上新密钥 new keys by the recovery key")
    recover.add_argument("--recovery", type=Path, required=True, metavar="FILE", help="恢复密钥 the recovery key")
    recover.add_argument(
        "--recovery-out", type=Path, required=True, metavar="FILE", help="新恢复密钥写入的文件 file for the next one"
    )
    recover.set_defaults(run=lambda a: own_keys.recover(a.recovery, a.recovery_out))

    end = verbs.add_parser("end-keys", help="终止本节点的密钥记录，不能撤销 end the key log for good")
    end.add_argument("place", metavar="PLACE", help="本节点的区划代码，以防误用 this node's own place")
    end.add_argument("--recovery", type=Path, metavar="FILE", help="改用恢复密钥签署 sign by the recovery key instead")
    end.set_defaults(run=lambda a: own_keys.end(a.place, a.recovery))

    renew = verbs.add_parser("renew", help="终止后重新开始密钥记录 begin an ended key log anew, to be approved")
    renew.add_argument(
        "--recovery-out",
        type=Path,
        required=True,
        metavar="FILE",
        help="新恢复密钥写入的文件 file for its recovery key",
    )
    renew.set_defaults(run=lambda a: own_keys.renew(a.recovery_out))

    keys = verbs.add_parser("keys", help="密钥记录 the key log: number, kind, since, until")
    keys.add_argument("place", nargs="?", default="", metavar="PLACE", help="另一节点 another node's")
    keys.add_argument("--json", action="store_true")
    keys.set_defaults(run=lambda a: own_keys.show(a.place, as_json=a.json))
