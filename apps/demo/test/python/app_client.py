"""The tutorial's app client, as an independent peer for the tests.

Reads requests from standard input, one JSON object per line: {"json": value} or {"type": content-type, "base64": …}.
Sends them all, one after the other and without waiting for replies, then ends its direction (or, with --hang-up, closes
after so many bytes). Prints each reply as a line {"type": …, "encoding": …, "json": value} or {…, "base64": …}.
"""

import argparse
import base64
import json
import socket
import sys
import threading

import sending
from wire import Message, read_message


def request_from(line: str) -> Message:
    asked = json.loads(line)
    if "json" in asked:
        return Message.of_json(asked["json"], asked.get("encoding", "utf-8"))
    return Message.of_bytes(base64.b64decode(asked["base64"]), asked["type"])


def describe(reply: Message) -> dict:
    described = {"type": reply.content_type, "encoding": reply.encoding}
    if reply.content_type == "text/json":
        described["json"] = reply.value()
    else:
        described["base64"] = base64.b64encode(reply.content).decode("ascii")
    return described


def main() -> None:
    parser = argparse.ArgumentParser(description="app client")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--hang-up", type=int, help="bytes after which to close")
    sending.add_arguments(parser)
    arguments = parser.parse_args()
    sender = sending.Sender(arguments.send, sending.seed_from(arguments))
    sys.stdin.reconfigure(encoding="utf-8")
    requests = b"".join(request_from(line).pack() for line in sys.stdin)

    with socket.create_connection((arguments.host, arguments.port)) as sock:
        if arguments.hang_up is not None:
            sender.send(sock, requests[: arguments.hang_up])
            return

        def send_all() -> None:
            sender.send(sock, requests)
            sock.shutdown(socket.SHUT_WR)

        # Beside the reading, since the server may want its replies taken before it takes more requests.
        sending_thread = threading.Thread(target=send_all)
        sending_thread.start()
        stream = sock.makefile("rb")
        while (reply := read_message(stream)) is not None:
            print(json.dumps(describe(reply)), flush=True)
        sending_thread.join()


if __name__ == "__main__":
    main()
