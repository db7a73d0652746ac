"""How nodes get to know each other: cards and directories as files, fingerprints by word of mouth."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from suixing.config.node.nats_links import check_link_out, take_link, write_link
from suixing.config.session import node_session
from suixing.kernel.errors import Refusal, Sentence

STANDS_ALONE = Sentence(
    "本节点独立运行，没有角色；未改动。请先运行：suixing node init --role province --place 两位代码",
    "This node stands alone and has no role; nothing was changed. Run first: suixing node init --role province "
    "--place CODE",
)
UNREADABLE = Sentence("文件 {path} 无法读取；未改动。", "The file {path} cannot be read; nothing was changed.")
NOT_JOINED = Sentence(
    "本节点尚未加入，没有名册；请先运行 suixing node join。",
    "This node has not joined yet and holds no directory; run suixing node join first.",
)
OPERATOR = "console"
LARGEST_FILE = 16 * 1024 * 1024


def found_here() -> None:
    """Write down this node and its first keys, as far as they are missing; only after setup."""
    from django.conf import settings  # noqa: PLC0415 - only after setup
    from django.utils import timezone  # noqa: PLC0415

    from suixing.exchange.nodes.actions import found  # noqa: PLC0415

    found(url=str(settings.SUIXING_EXCHANGE.get("url", "")), software=version("suixing"), now=timezone.now())


@contextmanager
def joined_session() -> Iterator[None]:
    """This node with its database, where it has a role among others."""
    with node_session():
        from django.conf import settings  # noqa: PLC0415 - only after setup

        if not settings.SUIXING_NODE_PLACE:
            raise Refusal(STANDS_ALONE)
        found_here()
        yield


def card(out: Path | None) -> int:
    """Write this node's card, and say the fingerprint that the hub's operator is to be told."""
    with joined_session():
        from django.utils import timezone  # noqa: PLC0415

        from suixing.exchange.nodes.actions import make_card  # noqa: PLC0415
        from suixing.exchange.nodes.chain import fingerprint  # noqa: PLC0415
        from suixing.exchange.nodes.own import own_place  # noqa: PLC0415
        from suixing.exchange.nodes.queries import chain_of  # noqa: PLC0415
        from suixing.journeys.roll import tell_other_nodes  # noqa: PLC0415

        tell_other_nodes(now=timezone.now())
        _write(out, make_card(now=timezone.now()))
        _say_fingerprint(own_place(), fingerprint(chain_of(own_place())))
    return 0


def approve(path: Path, *, fingerprint: str, link_out: Path | None = None) -> int:
    """At the hub: let in the node whose card this is; with NATS ``link_out`` is what that node joins with."""
    with joined_session():
        check_link_out(link_out)
        from django.utils import timezone  # noqa: PLC0415

        from suixing.exchange.nodes import actions  # noqa: PLC0415
        from suixing.exchange.post.spreading import spread_directory  # noqa: PLC0415

        taken = actions.approve(_read(path), fingerprint=fingerprint, now=timezone.now())
        spread_directory(now=timezone.now())
        write_link(link_out, taken.place)
        print(f"已批准节点 {taken.place}。 Node {taken.place} takes part now.")
    return 0


def directory(out: Path | None) -> int:
    """Write the newest directory that this node holds, and say the hub's fingerprint."""
    with joined_session():
        from suixing.exchange.nodes.chain import fingerprint  # noqa: PLC0415
        from suixing.exchange.nodes.own import HUB  # noqa: PLC0415
        from suixing.exchange.nodes.queries import chain_of, held_directory  # noqa: PLC0415

        held = held_directory()
        if held is None:
            raise Refusal(NOT_JOINED)
        _write(out, held.text)
        _say_fingerprint(HUB, fingerprint(chain_of(HUB)))
    return 0


def join(path: Path, *, fingerprint: str, link: Path | None = None) -> int:
    """Adopt the hub's directory for the first time; ``link`` is what the hub wrote for this node where it uses NATS.

    At the hub itself, restored from before it: take back what the list says that was lost.
    """
    with joined_session():
        from django.db import transaction  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415

        from suixing.exchange.nodes import actions  # noqa: PLC0415
        from suixing.exchange.nodes.own import is_hub  # noqa: PLC0415

        if is_hub():
            return _take_back(_read(path), fingerprint)
        text = _read(link) if link is not None else None
        with transaction.atomic():  # a link that is not this node's leaves all as it was
            adopted = actions.join(_read(path), fingerprint=fingerprint, now=timezone.now())
            take_link(text, now=timezone.now())
        print(f"已加入；名册第 {adopted.version} 版，{len(adopted.nodes)} 个节点。")
        print(f"Joined; directory version {adopted.version}, {len(adopted.nodes)} nodes.")
    return 0


def _take_back(text: str, fingerprint: str) -> int:
    from django.utils import timezone  # noqa: PLC0415 - only after setup

    from suixing.exchange.nodes.recalling import take_back_by_fingerprint  # noqa: PLC0415
    from suixing.exchange.post.spreading import spread_directory  # noqa: PLC0415

    held = take_back_by_fingerprint(text.strip(), fingerprint, now=timezone.now())
    spread_directory(now=timezone.now())
    print(f"已取回本节点签发的名册；现为第 {held.version} 版，{len(held.nodes)} 个节点。")
    print(f"Took back what this node had signed; the directory is now version {held.version}, {len(held.nodes)} nodes.")
    return 0


def put_out(place: str) -> int:
    """At the hub: a node takes part no more."""
    with joined_session():
        from django.utils import timezone  # noqa: PLC0415

        from suixing.exchange.nodes import actions  # noqa: PLC0415
        from suixing.exchange.post.spreading import spread_directory  # noqa: PLC0415

        actions.put_out(place, now=timezone.now())
        spread_directory(now=timezone.now())
        print(f"节点 {place} 不再参与；再次参与须重新核对指纹。")
        print(f"Node {place} takes part no more; to let it in again, compare its fingerprint anew.")
    return 0


def link(place: str, *, direct: bool) -> int:
    """Send to another province's node directly, as an agreement allows, or by the hub again."""
    with joined_session():
        from django.utils import timezone  # noqa: PLC0415

        from suixing.config.commands.sealing import seal_journal  # noqa: PLC0415
        from suixing.exchange.nodes.linking import link as change  # noqa: PLC0415

        change(place, direct=direct, by=OPERATOR, now=timezone.now())
        seal_journal(now=timezone.now())
        print(f"发往节点 {place} 的消息{'直接送达' if direct else '经全国节点'}。")
        print(f"What is for node {place} goes {'to it directly' if direct else 'by the nation’s node'}.")
    return 0


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refusal(UNREADABLE.format(path=path))
        return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        raise Refusal(UNREADABLE.format(path=path)) from None


def _write(out: Path | None, text: str) -> None:
    if out is None:
        print(text)
    else:
        out.write_text(text + "\n", encoding="ascii")


def _say_fingerprint(place: str, text: str) -> None:
    print(f"节点 {place} 的指纹 Fingerprint of node {place}: {text}")
    print("请当面或通过电话核对。 Compare it by telephone or in person.")
