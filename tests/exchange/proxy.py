"""A way between two nodes that a test can cut, slow down and spoil: a TCP proxy in threads of the test itself.

``cut_to_target`` and ``cut_from_target`` are a cable that is out: what was said is neither delivered nor lost, it goes
on when the cable is back. ``delay`` is seconds for each piece. ``swallow_answers`` lets requests through and loses
what is said to them: at once on a connection that stands already; on a new one after the first exchange, which is
TLS's handshake. ``truncate_after`` is how many octets a connection carries to the target before it breaks.
``target_port`` can be changed for connections to come.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from select import select

STEP = 0.02


class Proxy:
    """Listens at ``port`` once started; every property may be changed while it works."""

    def __init__(self, target_port: int, host: str = "127.0.0.1") -> None:
        self.target_port = target_port
        self.cut_to_target = False
        self.cut_from_target = False
        self.delay = 0.0
        self.truncate_after: int | None = None
        self.connections = 0
        """How many were made so far."""
        self._host = host
        self._swallow = False
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._links: list[_Link] = []
        self._threads: list[threading.Thread] = []
        self._door = socket.create_server((host, 0))
        self.port: int = self._door.getsockname()[1]

    @property
    def swallow_answers(self) -> bool:
        """Whether requests arrive and answers do not."""
        return self._swallow

    @swallow_answers.setter
    def swallow_answers(self, wanted: bool) -> None:
        with self._lock:
            for link in self._links:
                link.swallows = wanted
            self._swallow = wanted

    def start(self) -> "Proxy":
        """From now on it takes connections."""
        self._run(self._take)
        return self

    def cut(self) -> None:
        """Nothing passes either way."""
        self.cut_to_target = self.cut_from_target = True

    def heal(self) -> None:
        """Everything passes as it should; answers that were lost stay lost."""
        self.cut_to_target = self.cut_from_target = self.swallow_answers = False
        self.delay, self.truncate_after = 0.0, None

    def drop(self) -> None:
        """Break the connections that stand."""
        with self._lock:
            links, self._links = self._links, []
        for link in links:
            link.end()

    def close(self) -> None:
        """End it, and every connection."""
        self._closed.set()
        while self._threads:
            self.drop()
            self._threads.pop().join()
        self._door.close()

    def __enter__(self) -> "Proxy":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _take(self) -> None:
        while not self._closed.is_set():
            if not select([self._door], [], [], STEP)[0]:
                continue
            near, _ = self._door.accept()
            try:
                far = socket.create_connection((self._host, self.target_port))
            except OSError:
                near.close()
                continue
            with self._lock:
                link = _Link(self, near, far)
                self._links.append(link)
                self.connections += 1
            self._run(link.to_target)
            self._run(link.from_target)


class _Link:
    """One connection: the caller is near, the target far."""

    def __init__(self, proxy: Proxy, near: socket.socket, far: socket.socket) -> None:
        self.proxy = proxy
        self.near = near
        self.far = far
        self.swallows = False
        self._over = threading.Event()
        self._told = False
        self._asked_again = False
        self._carried = 0
        self._running = 2
        self._lock = threading.Lock()

    def end(self) -> None:
        """Break it; both of its threads come to their end."""
        self._over.set()

    def to_target(self) -> None:
        """Carry what the caller says."""
        self._pump(self.near, self.far, lambda: self.proxy.cut_to_target, self._pass_on)

    def from_target(self) -> None:
        """Carry what the target says."""
        self._pump(self.far, self.near, lambda: self.proxy.cut_from_target, self._pass_back)

    def _pass_on(self, piece: bytes) -> None:
        if self._told:
            self._asked_again = True
        most = self.proxy.truncate_after
        if most is not None and self._carried + len(piece) > most:
            self.far.sendall(piece[: max(0, most - self._carried)])
            self.end()
            return
        self._carried += len(piece)
        self.far.sendall(piece)

    def _pass_back(self, piece: bytes) -> None:
        if self.swallows or (self.proxy.swallow_answers and self._asked_again):
            return
        self.near.sendall(piece)
        self._told = True

    def _pump(
        self, source: socket.socket, sink: socket.socket, is_cut: Callable[[], bool], carry: Callable[[bytes], None]
    ) -> None:
        try:
            while not self._over.is_set():
                if is_cut() or not select([source], [], [], STEP)[0]:
                    self._over.wait(STEP if is_cut() else 0)
                    continue
                piece = source.recv(1 << 16)
                time.sleep(self.proxy.delay)
                while is_cut() and not self._over.is_set():
                    self._over.wait(STEP)
                if not piece:
                    sink.shutdown(socket.SHUT_WR)
                    break
                carry(piece)
        except OSError:
            self.end()
        self._leave()

    def _leave(self) -> None:
        """The second thread to leave closes both sockets."""
        if self._over.is_set():
            for side in (self.near, self.far):
                with contextlib.suppress(OSError):
                    side.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._running -= 1
            last = self._running == 0
        if last:
            self.near.close()
            self.far.close()
