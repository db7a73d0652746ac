"""Parcels are given to each next hop in a thread of its own, so that one that is away or slow holds up no other."""

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import psycopg

from suixing.config.session import close_connections

if TYPE_CHECKING:
    from suixing.exchange.post.carriers import Carrier


class Giving:
    """Called for each round; ``way_to`` says how a node is reached, None where there is no way now."""

    def __init__(self, way_to: "Callable[[str], Carrier | None]") -> None:
        self._way_to = way_to
        self._lock = threading.Lock()
        self._busy: dict[Carrier, threading.Thread] = {}
        self._asked_again: set[Carrier] = set()
        self._over = False
        self._fault: Exception | None = None

    def __call__(self) -> int:
        """Let threads give what is due; at how many hops that began now. Raises what broke a thread off before."""
        if self._fault is not None:
            raise self._fault
        by_way = dict["Carrier", list[str]]()
        pathless = list[str]()
        for node in _nodes_with_post():
            way = self._way_to(node)
            if way is None:
                pathless.append(node)
            else:
                by_way.setdefault(way, []).append(node)
        if pathless:
            _give_once(None, pathless)  # which notes that there is no way
        return sum(self._begin(way, nodes) for way, nodes in by_way.items())

    def close(self) -> None:
        """Wait for what is in hand."""
        with self._lock:
            self._over = True
            held = list(self._busy.values())
        for thread in held:
            thread.join()

    def _begin(self, way: "Carrier", nodes: Sequence[str]) -> bool:
        with self._lock:
            if way in self._busy:
                self._asked_again.add(way)
                return False
            self._busy[way] = threading.Thread(target=self._give, args=(way, nodes))
            self._busy[way].start()
        return True

    def _give(self, way: "Carrier", nodes: Sequence[str]) -> None:
        from django.db import InterfaceError, OperationalError  # noqa: PLC0415 - only after setup

        try:
            while _give_once(way, nodes) or self._goes_on(way):
                pass
        except (OperationalError, InterfaceError, psycopg.OperationalError):
            self._leave(way)  # the database is away: the next round tries again
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is told by the next round
            self._fault = fault
            self._leave(way)
        finally:
            close_connections()

    def _goes_on(self, way: "Carrier") -> bool:
        """Whether more came meanwhile; if not, this thread is at its end."""
        with self._lock:
            if way in self._asked_again and not self._over:
                self._asked_again.discard(way)
                return True
            del self._busy[way]
            return False

    def _leave(self, way: "Carrier") -> None:
        with self._lock:
            self._asked_again.discard(way)
            del self._busy[way]


def _nodes_with_post() -> list[str]:
    from django.utils import timezone  # noqa: PLC0415 - only after setup

    from suixing.exchange.hub.actions import waiting_nodes  # noqa: PLC0415
    from suixing.exchange.nodes.own import is_hub  # noqa: PLC0415
    from suixing.exchange.post.sending import nodes_to_send_to  # noqa: PLC0415

    now = timezone.now()
    return sorted({*nodes_to_send_to(now), *(waiting_nodes(now) if is_hub() else ())})


def _give_once(way: "Carrier | None", nodes: Sequence[str]) -> int:
    """What is due for these nodes, all of which are reached this way; how much there was."""
    from django.utils import timezone  # noqa: PLC0415 - only after setup

    from suixing.exchange.hub.actions import hand_on  # noqa: PLC0415
    from suixing.exchange.nodes.own import is_hub  # noqa: PLC0415
    from suixing.exchange.post.sending import send_waiting  # noqa: PLC0415

    done = send_waiting(lambda _: way, now=timezone.now(), only=nodes)
    if way is not None and is_hub():
        done += sum(hand_on(node, way, now=timezone.now()) for node in nodes)
    return done
