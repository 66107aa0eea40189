"""Uses a client that was generated from the description of the API: sends, reads, uploads and is refused.

Usage: client.py URL TOKEN, with the token of a provider of the demo.
"""

import io
import sys
import uuid
import zlib

from visit_chat_client import AuthenticatedClient
from visit_chat_client.api.files import download_file, upload_file
from visit_chat_client.api.messages import list_messages, send_message
from visit_chat_client.api.service import get_me
from visit_chat_client.api.visits import get_visit, list_visits
from visit_chat_client.models import Message, MessagePage, OnePerson, Problem, Receipt, Send, Upload
from visit_chat_client.types import File


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checked = name + data
        return len(data).to_bytes(4) + checked + zlib.crc32(checked).to_bytes(4)

    head = chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]))
    pixels = chunk(b"IDAT", zlib.compress(bytes(4)))
    return b"\x89PNG\r\n\x1a\n" + head + pixels + chunk(b"IEND", b"")


def main(url: str, token: str) -> None:
    client = AuthenticatedClient(base_url=url, token=token)
    me = get_me.sync(client=client)
    visits = list_visits.sync(client=client).visits
    visit = next(visit for visit in visits if visit.kind == "one_to_one")
    assert get_visit.sync(visit.visit, client=client).visit == visit.visit
    chat = next(chat for chat in visit.chats if chat.peer is not None)
    place = (visit.visit, chat.chat)
    to = OnePerson(person=chat.peer)

    picture = png()
    body = File(payload=io.BytesIO(picture))
    name = "attachment; filename=rash.png"
    upload = upload_file.sync(*place, client=client, body=body, content_disposition=name)
    assert isinstance(upload, Upload), upload
    send = Send(client_id=uuid.uuid4(), recipient=to, text="Please take one a day.", files=[upload.attachment])
    receipts = [send_message.sync(*place, client=client, body=send) for _ in range(2)]
    assert isinstance(receipts[0], Receipt), receipts
    assert receipts[0] == receipts[1], "a repeated send gets the receipt of the first"

    page = list_messages.sync(*place, client=client)
    assert isinstance(page, MessagePage), page
    message: Message = page.messages[-1]
    assert (message.text, message.author) == (send.text, me.person), message
    file = download_file.sync_detailed(visit.visit, message.files[0].attachment, client=client)
    assert file.content.startswith(b"\x89PNG"), file

    empty = Send(client_id=uuid.uuid4(), recipient=to)
    problem = send_message.sync(*place, client=client, body=empty)
    assert isinstance(problem, Problem) and problem.status == 422 and problem.rule == "F6", problem
    stranger = AuthenticatedClient(base_url=url, token="garbage")
    problem = get_me.sync(client=stranger)
    assert isinstance(problem, Problem) and problem.status == 401, problem
    print("the generated Python client sent, read, uploaded and was refused")


main(*sys.argv[1:])
