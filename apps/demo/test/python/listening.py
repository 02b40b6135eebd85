"""Accepting connections: one thread for each, until the process is ended."""

import socket
import threading
from typing import Callable


def serve(port: int, talk: Callable[[socket.socket, int], None]) -> None:
    """Listens on 127.0.0.1 (port 0 is any free one), says so, and calls talk(socket, number of the connection)."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        print("listening on %s:%d" % listener.getsockname(), flush=True)
        number = 0
        while True:
            sock, _ = listener.accept()
            number += 1
            threading.Thread(target=_closing, args=(talk, sock, number), daemon=True).start()


def _closing(talk: Callable[[socket.socket, int], None], sock: socket.socket, number: int) -> None:
    with sock:
        talk(sock, number)
