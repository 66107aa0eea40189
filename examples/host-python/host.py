#!/usr/bin/env python3
"""A host in another language: schedules a visit, follows the clinic's events, and prints who is waited for.
CHAT_URL is the server's address, such as http://127.0.0.1:8080/chat, and CHAT_TOKEN a token of the host
(chat-server token --clinic UUID --host --host-read). The file CHAT_CURSOR keeps what was read over restarts."""

import json
import os
import pathlib
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

URL, TOKEN = os.environ["CHAT_URL"], os.environ["CHAT_TOKEN"]
KEPT = pathlib.Path(os.environ.get("CHAT_CURSOR", "cursor.txt"))


def call(method, path, body=None):
    """A request, repeated with the same ids until the server has answered it."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    while True:
        request = urllib.request.Request(URL + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 502, 503, 504):
                raise SystemExit(f"{method} {path}: {error.read().decode()}")
        except OSError:
            pass  # the server restarts, or the network is down
        time.sleep(1)


def schedule():
    soon = datetime.now(timezone.utc) + timedelta(minutes=5)
    people = [("provider", "Dr. Ada Ito"), ("patient", "Pia Lund")]
    people = [{"person": str(uuid.uuid4()), "role": role, "name": name} for role, name in people]
    visit = {"visit": str(uuid.uuid4()), "kind": "one_to_one", "scheduled_for": soon.isoformat()}
    call("POST", "/v1/visits", visit | {"participants": people})
    print("scheduled", visit["visit"], *(one["person"] for one in people), flush=True)


def follow(cursor):
    while True:
        page = call("GET", f"/v1/events?wait=30&after={cursor}")
        for event in page["events"]:
            print(event["type"], event["subject"], flush=True)
        for visit in {e["subject"] for e in page["events"] if e["type"] == "visit.message.sent"}:
            for one in call("GET", f"/v1/visits/{visit}/status")["participants"]:
                if one["waiting_since"]:
                    print("waits for", one["person"], "since", one["waiting_since"], flush=True)
        cursor = page["cursor"]
        KEPT.write_text(cursor)  # only now: after a crash, these events are read again


if __name__ == "__main__":
    schedule()
    follow(KEPT.read_text() if KEPT.exists() else "")
