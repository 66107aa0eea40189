#!/usr/bin/env python3
"""A receiver of webhooks: verifies the signature of each event, ignores events that it has handled, and prints the others.
WEBHOOK_SECRET is the endpoint's secret (whsec_…), and WEBHOOK_PORT where to listen, on this machine: TLS is left to a proxy in
front. A host handles an event before it answers, since the next one is sent after that."""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE = 300  # seconds by which the clocks may differ; an older request may be a copy of one that was overheard
HANDLED = set()  # a host keeps these ids with its data, in the same transaction as what the event changes


def is_genuine(headers, body):
    sent, signatures = headers.get("webhook-timestamp", ""), headers.get("webhook-signature", "")
    if not sent.isdecimal() or abs(time.time() - int(sent)) > TOLERANCE:
        return False
    signed = f"{headers.get('webhook-id')}.{sent}.".encode() + body
    digest = base64.b64encode(hmac.digest(SECRET, signed, hashlib.sha256)).decode()
    # One for each secret of a rotation.
    return any(hmac.compare_digest(f"v1,{digest}", one) for one in signatures.split())


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not is_genuine(self.headers, body):
            return self.answer(401)
        event = json.loads(body)
        if event["id"] not in HANDLED:
            print(event["type"], event["subject"], flush=True)
            HANDLED.add(event["id"])
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass  # addresses may have secrets


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", int(os.environ.get("WEBHOOK_PORT", 0))), Receiver)
    print("listening on", server.server_port, flush=True)
    server.serve_forever()
