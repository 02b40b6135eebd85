"""The messages of the tutorial's app protocol, as bytes.

A message is a header length (two bytes, big-endian), a header (JSON in UTF-8) and the content, whose length the header
gives. Written for the tests from the description of the protocol alone: it shares nothing with the library under test.
"""

import json
import struct
import sys
from dataclasses import dataclass
from typing import Any, BinaryIO, Optional


class Truncated(Exception):
    """The stream ended inside a message."""


@dataclass
class Message:
    content_type: str
    encoding: str
    content: bytes
    byteorder: str = sys.byteorder

    @staticmethod
    def of_json(value: Any, encoding: str = "utf-8") -> "Message":
        return Message("text/json", encoding, json.dumps(value, ensure_ascii=False).encode(encoding))

    @staticmethod
    def of_bytes(content: bytes, content_type: str) -> "Message":
        return Message(content_type, "binary", content)

    def value(self) -> Any:
        """The content of a JSON message."""
        return json.loads(self.content.decode(self.encoding))

    def pack(self) -> bytes:
        header = json.dumps(
            {
                "byteorder": self.byteorder,
                "content-type": self.content_type,
                "content-encoding": self.encoding,
                "content-length": len(self.content),
            },
            ensure_ascii=False,
        ).encode("utf-8")
        return struct.pack(">H", len(header)) + header + self.content


def read_message(stream: BinaryIO) -> Optional[Message]:
    """Reads one message; None at the end of the stream. Raises Truncated when it ends inside a message."""
    first = stream.read(2)
    if not first:
        return None
    if len(first) < 2:
        raise Truncated("in the header length")
    header = json.loads(_exactly(stream, struct.unpack(">H", first)[0], "header").decode("utf-8"))
    content = _exactly(stream, header["content-length"], "content")
    return Message(header["content-type"], header["content-encoding"], content, header["byteorder"])


def _exactly(stream: BinaryIO, count: int, part: str) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise Truncated(f"in the {part}: {len(data)} of {count} bytes")
    return data
