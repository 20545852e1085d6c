"""A socket of this machine that counts who knocks."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Trap:
    """Listens on a free port of 127.0.0.1 and of ::1; says nothing, counts connections."""

    def __init__(self) -> None:
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port: int = self._sockets[0].getsockname()[1]
        if socket.has_ipv6:
            try:
                extra = socket.create_server(("::1", self.port), family=socket.AF_INET6)
                self._sockets.append(extra)
            except OSError:
                pass
        self.knocks = 0
        self._threads = [threading.Thread(target=self._count, args=[one]) for one in self._sockets]

    def _count(self, listening: socket.socket) -> None:
        while True:
            try:
                visitor, _where = listening.accept()
            except OSError:
                return
            self.knocks += 1
            visitor.close()

    def open(self) -> None:
        """Begin to listen."""
        for one in self._threads:
            one.start()

    def waited(self, seconds: float) -> int:
        """Knocks so far, the first of which may take ``seconds`` to be heard."""
        deadline = time.monotonic() + seconds
        while not self.knocks and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.knocks

    def shut(self) -> None:
        """Stop listening; every knock so far is counted."""
        for one in self._sockets:
            one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(timeout=2)


@contextmanager
def trap() -> Iterator[Trap]:
    """A trap for the length of a test."""
    made = Trap()
    made.open()
    try:
        yield made
    finally:
        made.shut()
