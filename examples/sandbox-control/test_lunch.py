"""A test of an application in Python that drives the sandbox over its control API.

Start a sandbox with `cronofy-hooks sandbox --clock paused`, then `python -m pytest test_lunch.py`.
SANDBOX_URL is its address, http://127.0.0.1:4040 unless set.
"""

import http.server
import json
import os
import threading
import urllib.request

SANDBOX = os.environ.get("SANDBOX_URL", "http://127.0.0.1:4040")


class Application(http.server.BaseHTTPRequestHandler):
    """The application under test: it keeps the types of its notifications."""

    received = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.received.append(body["notification"]["type"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def steps(*steps):
    """Runs steps, and returns the result of each."""
    request = urllib.request.Request(
        SANDBOX + "/sandbox/steps", json.dumps(steps).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["results"]


def test_a_lunch_is_reported_once_although_the_connection_is_cut():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/cronofy"
    account, *_ = steps(
        {"add_account": {"email": "lunch@example.com"}},
        {"create_channel": {"account": "lunch@example.com", "callback_url": url}},
        {"advance": "1s"},
        {"faults": [{"fault": "cut", "only": "change", "times": 1}]},
        {
            "upsert_event": {
                "by": "user",
                "account": "lunch@example.com",
                "summary": "Lunch",
                "start": "2030-06-03T12:00:00Z",
                "end": "2030-06-03T13:00:00Z",
            }
        },
        {"advance": "1m"},
        {"expect": {"deliveries": "name:change is:delivered", "count": 1}},
    )
    assert account["access_token"]
    # The first attempt arrived although its answer did not.
    assert Application.received == ["verification", "change", "change"]
    server.shutdown()
