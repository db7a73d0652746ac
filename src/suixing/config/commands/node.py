"""``suixing node``: make, run, inspect, back up and restore a node."""

import argparse
from pathlib import Path

from suixing.config.commands import node_keys, node_others
from suixing.config.node import backup, lifecycle, restore
from suixing.config.standing import HTTPS, NATION, NATS, PROVINCE, Told


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``node`` and its verbs."""
    node = words.add_parser("node", help="节点的建立、运行、状态、备份与恢复 make, run, back up and restore a node")
    verbs = node.add_subparsers(dest="verb", metavar="VERB", required=True)

    init = verbs.add_parser("init", help="建立节点 make a node in the data folder")
    init.add_argument("--role", choices=(PROVINCE, NATION), help="在节点之间的角色 role among other nodes")
    init.add_argument("--place", default="", metavar="CODE", help="两位省级代码 two digits of a province")
    init.add_argument("--exchange-port", type=int, metavar="N", help="与其他节点通信的端口 port for other nodes")
    init.add_argument("--exchange-host", default="", metavar="HOST", help="其他节点所用的主机名 host for other nodes")
    init.add_argument("--transport", choices=(HTTPS, NATS), default="", help="节点间传输方式 how parcels go")
    init.add_argument("--nats-port", type=int, metavar="N", help="全国节点：NATS 端口 at the hub: port of NATS")
    init.add_argument("--recovery-out", type=Path, metavar="FILE", help="恢复密钥写入的文件 file for the recovery key")
    init.set_defaults(
        run=lambda a: lifecycle.initialise(
            Told(a.role or "", a.place, a.exchange_port, a.exchange_host, a.transport, a.nats_port),
            recovery_out=a.recovery_out,
        )
    )

    up = verbs.add_parser("up", help="运行节点 run the node until it is stopped")
    up.add_argument("--detach", action="store_true", help="在后台运行 run in the background")
    up.add_argument("--port", type=int, help="网页端口，默认 8000 port of the web site")
    up.set_defaults(run=lambda a: lifecycle.up(detach=a.detach, port=a.port))

    down = verbs.add_parser("down", help="停止后台节点 stop a node that runs in the background")
    down.set_defaults(run=lambda _: lifecycle.down())

    status = verbs.add_parser("status", help="节点状态 what the node is and holds")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=lambda a: lifecycle.status(as_json=a.json))

    save = verbs.add_parser("backup", help="备份；密钥另存 back up; keys go apart")
    save.add_argument("folder", type=Path, metavar="DIR")
    save.add_argument("--keys", type=Path, metavar="DIR", help="密钥备份目录，默认 DIR-keys folder for the keys")
    save.set_defaults(run=lambda a: backup.backup(a.folder, keys=a.keys))

    back = verbs.add_parser("restore", help="从备份恢复 restore from a backup")
    back.add_argument("folder", type=Path, metavar="DIR")
    back.add_argument("--keys", type=Path, metavar="DIR", help="密钥备份目录 folder of the keys' backup")
    back.set_defaults(run=lambda a: restore.restore(a.folder, keys=a.keys))

    node_others.add_verbs(verbs)
    node_keys.add_verbs(verbs)
