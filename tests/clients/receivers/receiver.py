"""Receivers in Python that differ only in how they verify: with pycronofy, or as published examples do."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import sys

SECRET = os.environ["CRONOFY_CLIENT_SECRET"]
LARGEST = 1 << 20


def with_pycronofy(header, body):
    """The client takes the body as text."""
    return CLIENT.hmac_valid(header, body.decode())


def with_equal_texts(header, body):
    """As the published examples for PHP and Ruby: the header is equal to the base64 of the digest."""
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    return header == base64.b64encode(digest).decode()


def with_a_digest_for_each_value(header, body):
    """A fault: the body is hashed as often as the header has values."""

    def is_signature(value):
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        return hmac.compare_digest(value.strip(), base64.b64encode(digest).decode())

    return any(is_signature(value) for value in (header or "").split(","))


def status(headers, body):
    """Verify, parse, acknowledge."""
    try:
        if not VERIFY(headers["Cronofy-HMAC-SHA256"], body):
            return 401
        json.loads(body)
    except (ValueError, RecursionError):
        return 400
    return 204


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        if length > LARGEST:
            self.close_connection = True
            return self.answer(413)
        self.answer(status(self.headers, self.rfile.read(length)))

    def answer(self, code):
        self.send_response(code)
        if code != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if sys.argv[1] == "pycronofy":
    import pycronofy

    CLIENT = pycronofy.Client(client_id="conform", client_secret=SECRET)
    VERIFY = with_pycronofy
else:
    VERIFY = {"example": with_equal_texts, "slow": with_a_digest_for_each_value}[sys.argv[1]]

SERVER = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
print(f"http://127.0.0.1:{SERVER.server_port}/cronofy", flush=True)
SERVER.serve_forever()
