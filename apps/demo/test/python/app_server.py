"""The tutorial's app server, as an independent peer for the tests.

Answers each message of a connection in turn until the client ends it. With --batch it waits for so many requests and
answers them all in one send; with --hang-up it closes after so many bytes of its first reply.
"""

import argparse
import socket

import sending
from listening import serve
from wire import Message, read_message

KNOWN = {
    "morpheus": "Follow the white rabbit. \U0001f430",
    "ring": "In the caves beneath the Misty Mountains. \U0001f48d",
    "\U0001f436": "\U0001f43e Playing ball! \U0001f3d0",
}


def answer(request: Message) -> Message:
    if request.content_type != "text/json":
        content = b"First 10 bytes of request: " + request.content[:10]
        return Message.of_bytes(content, "binary/custom-server-binary-type")
    asked = request.value()
    if asked.get("action") != "search":
        return Message.of_json({"result": f"Error: invalid action '{asked.get('action')}'."})
    wanted = asked.get("value")
    return Message.of_json({"result": KNOWN.get(wanted, f"No match for '{wanted}'.")})


def main() -> None:
    parser = argparse.ArgumentParser(description="app server")
    parser.add_argument("port", type=int, nargs="?", default=0)
    parser.add_argument("--batch", type=int, default=1, help="requests to gather before answering them in one send")
    parser.add_argument("--hang-up", type=int, help="bytes of the first reply after which to close")
    sending.add_arguments(parser)
    arguments = parser.parse_args()
    seed = sending.seed_from(arguments)

    def talk(sock: socket.socket, number: int) -> None:
        sender = sending.Sender(arguments.send, seed + number)
        stream = sock.makefile("rb")
        gathered = []
        while True:
            request = read_message(stream)
            if request is not None:
                gathered.append(answer(request).pack())
            if arguments.hang_up is not None and gathered:
                sender.send(sock, gathered[0][: arguments.hang_up])
                return
            if request is None or len(gathered) == arguments.batch:
                sender.send(sock, b"".join(gathered))
                gathered.clear()
            if request is None:
                return

    serve(arguments.port, talk)


if __name__ == "__main__":
    main()
