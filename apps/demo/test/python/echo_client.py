"""An echo client for the tests.

Opens all its connections before it uses the first, sends standard input over each, ends, and prints for each connection
how it went: a line {"connection": 1, "sent": bytes, "received": bytes, "same": true}.
"""

import argparse
import json
import socket
import sys
import threading
from contextlib import ExitStack

import sending


def main() -> None:
    parser = argparse.ArgumentParser(description="echo client")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--connections", type=int, default=1)
    sending.add_arguments(parser)
    arguments = parser.parse_args()
    seed = sending.seed_from(arguments)
    data = sys.stdin.buffer.read()

    with ExitStack() as stack:
        socks = [
            stack.enter_context(socket.create_connection((arguments.host, arguments.port)))
            for _ in range(arguments.connections)
        ]
        threads = []
        for number, sock in enumerate(socks, start=1):
            threads.append(threading.Thread(target=_send, args=(sock, data, arguments.send, seed + number)))
            threads[-1].start()
        for number, sock in enumerate(socks, start=1):
            received = sock.makefile("rb").read()
            outcome = {"connection": number, "sent": len(data), "received": len(received), "same": received == data}
            print(json.dumps(outcome), flush=True)
        for thread in threads:
            thread.join()


def _send(sock: socket.socket, data: bytes, way: str, seed: int) -> None:
    sending.Sender(way, seed).send(sock, data)
    sock.shutdown(socket.SHUT_WR)


if __name__ == "__main__":
    main()
