"""What an application does with pycronofy, unmodified, against the sandbox."""

import datetime
import http.server
import json
import os
import queue
import threading
import urllib.request

import pycronofy
from pycronofy import settings
from pycronofy.batch import BatchBuilder
from pycronofy.exceptions import PyCronofyRequestError


def setting(name):
    return os.environ["SANDBOX_" + name]


URL = setting("URL")
CALENDAR = setting("CALENDAR_ID")
TIMES = {"start": "2030-01-07T12:00:00Z", "end": "2030-01-07T13:00:00Z"}
DELIVERIES = queue.Queue()


class Receiver(http.server.BaseHTTPRequestHandler):
    """The application's endpoint."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        DELIVERIES.put((self.headers["Cronofy-HMAC-SHA256"], body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def refused(status, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except PyCronofyRequestError as error:
        assert error.response.status_code == status, error.response.status_code
        return error.response
    raise AssertionError(f"{call} was not refused with {status}")


def client_of(**named):
    return pycronofy.Client(client_id=setting("CLIENT_ID"), client_secret=setting("CLIENT_SECRET"), **named)


def account(client):
    userinfo = client.userinfo()
    assert userinfo["cronofy.type"] == "account", userinfo
    data = userinfo["cronofy.data"]
    assert data["authorization"]["status"] == "active", data
    calendars = data["profiles"][0]["profile_calendars"]
    assert CALENDAR in [it["calendar_id"] for it in calendars], calendars
    assert data["conferencing_profiles"][0]["provider_name"] == "zoom", data
    assert client.account()["account_id"] == userinfo["sub"]
    assert client.account()["email"] == "ada@example.com"
    listed = client.list_calendars()
    assert [it["calendar_name"] for it in listed if it["calendar_primary"]] == ["Work"], listed
    assert client.list_profiles()[0]["profile_connected"] is True


def channels_and_signatures(client, receiver):
    callback = f"http://127.0.0.1:{receiver.server_port}/cronofy?user=1"
    channel = client.create_notification_channel(callback, calendar_ids=(CALENDAR,), only_managed=True)
    assert channel["callback_url"] == callback, channel
    assert channel["filters"] == {"calendar_ids": [CALENDAR], "only_managed": True}, channel
    same = client.create_notification_channel(callback, calendar_ids=(CALENDAR,), only_managed=True)
    assert same["channel_id"] == channel["channel_id"]
    assert [it["channel_id"] for it in client.list_notification_channels()] == [channel["channel_id"]]

    signature, body = DELIVERIES.get(timeout=30)
    assert json.loads(body)["notification"] == {"type": "verification"}, body
    assert json.loads(body)["channel"]["channel_id"] == channel["channel_id"], body
    assert client.hmac_valid(signature, body), "the signature of the verification"
    assert not client.hmac_valid(signature, body + " "), "other bytes"
    old = pycronofy.Client(client_id=setting("CLIENT_ID"), client_secret=setting("OTHER_CLIENT_SECRET"))
    assert old.hmac_valid(signature, body), "the signature with the other secret"
    stranger = pycronofy.Client(client_id=setting("CLIENT_ID"), client_secret="another")
    assert not stranger.hmac_valid(signature, body), "the secret of another application"

    client.close_notification_channel(channel["channel_id"])
    assert client.list_notification_channels() == []
    refused(404, client.close_notification_channel, channel["channel_id"])
    errors = refused(422, client.create_notification_channel, "no URL").json()["errors"]
    assert errors["callback_url"][0]["key"] == "errors.invalid", errors


def events(client, receiver):
    uri = f"http://127.0.0.1:{receiver.server_port}/trigger"
    for number in range(7):
        client.upsert_event(CALENDAR, {
            "event_id": f"python-{number}",
            "summary": f"Lunch {number}",
            "description": "With subscriptions",
            "tzid": "Europe/Paris",
            "location": {"description": "Canteen"},
            "subscriptions": [{
                "type": "webhook",
                "uri": uri,
                "transitions": [{"before": "event_start", "offset": {"minutes": 5}}],
            }],
            **TIMES,
        })
    naive = datetime.datetime(2030, 1, 7, 15, 0)
    client.upsert_event(CALENDAR, {
        "event_id": "python-7",
        "summary": "From datetimes",
        "start": naive,
        "end": naive + datetime.timedelta(hours=1),
    })

    span = {"calendar_ids": (CALENDAR,), "from_date": datetime.date(2030, 1, 7), "to_date": datetime.date(2030, 1, 8)}
    first = client.read_events(**span)
    assert (first.current, first.total, len(first)) == (1, 3, 3), first.json()
    assert first.next_page_url.startswith(URL + "/v1/events/pages/"), first.next_page_url
    everything = list(client.read_events(**span))
    assert sorted(it["event_id"] for it in everything) == [f"python-{number}" for number in range(8)], everything
    assert len(client.read_events(**span).all()) == 8
    lunch = next(it for it in everything if it["event_id"] == "python-0")
    assert (lunch["start"], lunch["end"]) == (TIMES["start"], TIMES["end"]), lunch
    assert lunch["event_uid"].startswith("evt_partner_"), lunch
    assert lunch["organizer"] is None and lunch["attendees"] == [], lunch
    local = client.read_events(localized_times=True, **span).all()[0]["start"]
    assert local == {"time": "2030-01-07T13:00:00+01:00", "tzid": "Europe/Paris"}, local
    assert client.read_events(include_managed=False, **span).all() == []

    client.upsert_event(CALENDAR, {"event_id": "python-0", "summary": "Dinner", **TIMES})
    summaries = {it["event_id"]: it["summary"] for it in client.read_events(**span)}
    assert summaries["python-0"] == "Dinner", summaries

    busy = list(client.read_free_busy(include_managed=True, **span))
    assert len(busy) == 8 and {it["free_busy_status"] for it in busy} == {"busy"}, busy

    client.delete_event(CALENDAR, "python-0")
    assert len(client.read_events(**span).all()) == 7
    deleted = [it for it in client.read_events(include_deleted=True, **span) if it["deleted"]]
    assert [it["event_id"] for it in deleted] == ["python-0"], deleted
    since = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    assert client.read_events(last_modified=since, **span).all() == []

    errors = refused(422, client.upsert_event, CALENDAR, {"event_id": "wrong", **TIMES}).json()["errors"]
    assert errors == {"summary": [{"key": "errors.required", "description": "summary must be specified"}]}, errors
    holidays = next(it["calendar_id"] for it in client.list_calendars() if it["calendar_readonly"])
    refused(403, client.upsert_event, holidays, {"event_id": "no", "summary": "No", **TIMES})
    refused(404, client.upsert_event, "cal_other", {"event_id": "no", "summary": "No", **TIMES})

    batch = BatchBuilder()
    batch.upsert_event(CALENDAR, {"event_id": "python-batch", "summary": "In a batch", **TIMES})
    batch.delete_event(CALENDAR, "python-1")
    assert [it.status() for it in client.batch(batch).entries] == [202, 202]
    client.delete_all_events()
    assert client.read_events(**span).all() == []


def tokens(client):
    before = client.auth.access_token
    refreshed = client.refresh_authorization()
    assert refreshed["access_token"] != before and refreshed["refresh_token"] == setting("REFRESH_TOKEN"), refreshed
    client.userinfo()

    redirect = "http://127.0.0.1/login"
    link = client.user_auth_link(redirect, state="a state")
    assert link.startswith(URL), link
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    location = opener.open(link).headers["Location"]
    query = dict(part.split("=") for part in location.split("?")[1].split("&"))
    assert location.startswith(redirect) and query["state"] == "a+state", location
    another = client_of()
    another.get_authorization_from_code(query["code"], redirect)
    assert another.account()["email"] == "ada@example.com"
    error = refused(400, another.get_authorization_from_code, query["code"], redirect).json()
    assert error["error"] == "invalid_grant", error

    another.revoke_authorization()
    stale = client_of(access_token=before, refresh_token="revoked")
    client.revoke_authorization()
    assert refused(401, stale.userinfo).content == b""
    assert refused(400, stale.refresh_authorization).json()["error"] == "invalid_grant"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def http_error_302(self, request, answer, code, message, headers):
        return answer


def main():
    settings.API_BASE_URL = settings.APP_BASE_URL = URL
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    client = client_of(access_token=setting("ACCESS_TOKEN"), refresh_token=setting("REFRESH_TOKEN"))
    account(client)
    channels_and_signatures(client, receiver)
    events(client, receiver)
    tokens(client)
    print("everything holds")


main()
