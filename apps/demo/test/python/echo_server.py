"""An echo server for the tests: sends back what it receives until the client ends. Serves any number of connections."""

import argparse
import socket

import sending
from listening import serve


def main() -> None:
    parser = argparse.ArgumentParser(description="echo server")
    parser.add_argument("port", type=int, nargs="?", default=0)
    parser.add_argument("--hang-up", type=int, help="bytes after which to close")
    sending.add_arguments(parser)
    arguments = parser.parse_args()
    seed = sending.seed_from(arguments)

    def talk(sock: socket.socket, number: int) -> None:
        sender = sending.Sender(arguments.send, seed + number)
        while data := sock.recv(4096):
            if arguments.hang_up is not None:
                sender.send(sock, data[: arguments.hang_up])
                return
            sender.send(sock, data)

    serve(arguments.port, talk)


if __name__ == "__main__":
    main()
