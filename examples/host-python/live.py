#!/usr/bin/env python3
"""A live connection without a library: sends each line of standard input as a frame, and prints the server's frames.
CHAT_URL is the server's address, such as http://127.0.0.1:8080/chat, and CHAT_TOKEN a person's token. With the type of a
frame as argument it ends after the first one of that type. Plain HTTP only; docs/protocol.md describes the frames."""

import base64
import json
import os
import socket
import struct
import sys
import threading
from urllib.parse import urlsplit

URL, TOKEN = urlsplit(os.environ["CHAT_URL"]), os.environ["CHAT_TOKEN"]
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def connect():
    connection = socket.create_connection((URL.hostname, URL.port or 80))
    key = base64.b64encode(os.urandom(16)).decode()
    head = [
        f"GET {URL.path}/v1/live HTTP/1.1", f"Host: {URL.netloc}", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: visit-chat.v1, bearer.{TOKEN}",
    ]
    connection.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
    answer = connection.makefile("rb")
    status = answer.readline().decode().strip()
    length = 0
    while line := answer.readline().strip().lower():
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    if " 101 " not in status:
        raise SystemExit(f"{status}\n{answer.read(length).decode()}")
    return connection, answer


def send(connection, kind, payload):
    """One frame, masked as RFC 6455 demands of clients."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | kind, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | kind, 0x80 | 127, size)
    mask = os.urandom(4)
    connection.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)))


def receive(answer):
    first, size = answer.read(2)
    if size == 126:
        (size,) = struct.unpack("!H", answer.read(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", answer.read(8))
    return first & 15, answer.read(size)


def send_input(connection):
    for line in sys.stdin.buffer:
        if line.strip():
            send(connection, TEXT, line.strip())


def main():
    last = sys.argv[1] if len(sys.argv) > 1 else None
    connection, answer = connect()
    threading.Thread(target=send_input, args=[connection], daemon=True).start()
    while True:
        kind, payload = receive(answer)
        if kind == PING:
            send(connection, PONG, payload)
        elif kind == CLOSE:
            raise SystemExit(f"closed with {int.from_bytes(payload[:2])}: {payload[2:].decode()}")
        elif kind == TEXT:
            print(payload.decode(), flush=True)
            if json.loads(payload)["type"] == last:
                return


if __name__ == "__main__":
    main()
