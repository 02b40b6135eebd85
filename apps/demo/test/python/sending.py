"""How a peer cuts what it sends: the options --send and --seed, which all peers share."""

import argparse
import os
import random
import socket
import sys
from typing import Iterator

WAYS = ("whole", "one-byte", "random")

# Of one call: enough for the boundaries of several messages.
_YIELDS = 400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--send", choices=WAYS, default="whole", help="one send, a send per byte, or random sizes")
    parser.add_argument("--seed", type=int, help="for --send random; printed on standard error")


class Sender:
    """Sends bytes in the chosen way. One Sender is used by one thread."""

    def __init__(self, way: str, seed: int) -> None:
        self._way = way
        self._random = random.Random(seed)

    def send(self, sock: socket.socket, data: bytes) -> None:
        if self._way == "whole":
            sock.sendall(data)
            return
        # Without this the kernel would put small sends together again.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for index, piece in enumerate(self._pieces(data)):
            sock.sendall(piece)
            # So that the receiver reads it alone, where both have one core. On a busy core each costs a slice of time.
            if index < _YIELDS:
                os.sched_yield()

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        at = 0
        while at < len(data):
            # Short pieces fall inside length and header, long ones reach over several messages.
            longest = 1 if self._way == "one-byte" else self._random.choice((1, 3, 16, 200, 5000))
            size = self._random.randint(1, longest)
            yield data[at : at + size]
            at += size


def seed_from(arguments: argparse.Namespace) -> int:
    """The seed that was given, or a fresh one; printed when it matters."""
    seed = random.SystemRandom().getrandbits(31) if arguments.seed is None else arguments.seed
    if arguments.send == "random":
        print(f"seed {seed}", file=sys.stderr, flush=True)
    return seed
