"""Calls every method of pycronofy, unmodified, against the sandbox, and prints what came of each."""

import inspect
import json
import os
import urllib.parse
import urllib.request

import pycronofy
from pycronofy import settings
from pycronofy.batch import BatchBuilder
from pycronofy.exceptions import PyCronofyPartialSuccessError, PyCronofyRequestError


def setting(name):
    return os.environ["SANDBOX_" + name]


URL = setting("URL")
CALENDAR = setting("CALENDAR_ID")
# The application's own page. Nothing listens there: what is sent to it is not under test here.
HERE = "http://127.0.0.1:9/here"
TIMES = {"start": "2030-01-07T12:00:00Z", "end": "2030-01-07T13:00:00Z"}
EVENT = {"event_id": "methods", "summary": "Methods", **TIMES}
RULE = {
    "availability_rule_id": "methods",
    "tzid": "Europe/London",
    "calendar_ids": [CALENDAR],
    "weekly_periods": [{"day": "monday", "start_time": "09:30", "end_time": "12:30"}],
}

# These ask the service nothing.
LOCAL = {"__init__", "hmac_valid", "is_authorization_expired", "validate"}


class Tracked:
    """A client that remembers which of its methods were called."""

    def __init__(self, client):
        self.client = client
        self.called = set()
        # What prepares a call is no call: it goes past this one.
        client.client = client

    def __getattr__(self, name):
        self.called.add(name)
        return getattr(self.client, name)


def client_of(**named):
    return pycronofy.Client(client_id=setting("CLIENT_ID"), client_secret=setting("CLIENT_SECRET"), **named)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def http_error_302(self, request, answer, code, message, headers):
        return answer


def query_of(link):
    """The query of the URL that a page redirects to."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    location = opener.open(link).headers["Location"]
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))


def logged_in():
    """A client with tokens of its own."""
    client = client_of()
    client.get_authorization_from_code(query_of(client.user_auth_link(HERE))["code"], HERE)
    return client


def external_event(client, summary):
    """The `event_uid` of an event that the user has."""
    found = client.client.read_events(include_managed=False, from_date="2030-01-01", to_date="2030-02-01")
    return next(it["event_uid"] for it in found if it["summary"] == summary)


def availability_of(client):
    member = client.client.account()["account_id"]
    return {
        "participants": {"members": [member], "required": "all"},
        "required_duration": 60,
        "available_periods": [{"start": "2030-01-08T09:00:00Z", "end": "2030-01-08T18:00:00Z"}],
    }


def sequence_of(client):
    step = availability_of(client)
    period = step.pop("available_periods")
    steps = [dict(step, sequence_id="1", ordinal=1), dict(step, sequence_id="2", ordinal=2)]
    for step in steps:
        step["event"] = dict(EVENT, event_id=step["sequence_id"])
    return {"sequence": steps, "available_periods": period}


def scheduling(client):
    oauth = {"redirect_uri": HERE, "scope": "create_event"}
    event = {"event_id": "scheduled", "summary": "Scheduled", "tzid": "Europe/London"}
    target = [{"sub": client.client.account()["account_id"], "calendar_id": CALENDAR}]
    return oauth, event, target


def schedule(client):
    oauth, event, target = scheduling(client)
    availability = dict(availability_of(client), start_interval=30, buffer={"before": 15})
    urls = {"completed_url": HERE}
    return client.real_time_scheduling(availability, oauth, event, target, minimum_notice=60, callback_urls=urls)


def invite(client, invite_id, recipient):
    return client.upsert_smart_invite(invite_id, recipient, {"summary": "Invited", **TIMES}, callback_url=HERE)


class Calls:
    """One function for each method."""

    def account(client):
        assert client.account()["email"] == "ada@example.com"

    def userinfo(client):
        assert client.userinfo()["cronofy.type"] == "account"

    def list_calendars(client):
        assert CALENDAR in [it["calendar_id"] for it in client.list_calendars()]

    def list_profiles(client):
        assert client.list_profiles()[0]["profile_connected"] is True

    def create_calendar(client):
        profile_id = client.client.list_profiles()[0]["profile_id"]
        assert client.create_calendar(profile_id, "Methods")["calendar"]["calendar_name"] == "Methods"

    def application_calendar(client):
        fresh = Tracked(client_of())
        first = fresh.application_calendar("methods")
        assert fresh.client.userinfo()["cronofy.type"] == "application_calendar"
        assert first["sub"] and first["application_calendar_id"] == "methods", first
        assert fresh.application_calendar("methods")["sub"] == first["sub"], "the same calendar"
        client.called |= fresh.called

    def create_notification_channel(client):
        assert client.create_notification_channel(HERE)["callback_url"] == HERE

    def list_notification_channels(client):
        channel = client.client.create_notification_channel(HERE + "?listed")
        assert channel["channel_id"] in [it["channel_id"] for it in client.list_notification_channels()]

    def close_notification_channel(client):
        channel = client.client.create_notification_channel(HERE + "?closed")
        client.close_notification_channel(channel["channel_id"])
        assert channel["channel_id"] not in [it["channel_id"] for it in client.client.list_notification_channels()]

    def upsert_event(client):
        client.upsert_event(CALENDAR, dict(EVENT))

    def read_events(client):
        client.client.upsert_event(CALENDAR, dict(EVENT))
        assert "methods" in [it.get("event_id") for it in client.read_events(calendar_ids=(CALENDAR,))]

    def read_free_busy(client):
        client.client.upsert_event(CALENDAR, dict(EVENT))
        assert [it["free_busy_status"] for it in client.read_free_busy(from_date="2030-01-07", to_date="2030-01-08")]

    def delete_event(client):
        client.client.upsert_event(CALENDAR, dict(EVENT))
        client.delete_event(CALENDAR, "methods")
        assert "methods" not in [it.get("event_id") for it in client.client.read_events()]

    def delete_all_events(client):
        client.client.upsert_event(CALENDAR, dict(EVENT))
        client.delete_all_events()
        assert "methods" not in [it.get("event_id") for it in client.client.read_events()]

    def delete_external_event(client):
        event_uid = external_event(client, "To delete")
        client.delete_external_event(CALENDAR, event_uid)
        assert event_uid not in [it["event_uid"] for it in client.client.read_events()]

    def change_participation_status(client):
        event_uid = external_event(client, "To answer")
        client.change_participation_status(CALENDAR, event_uid, "accepted")
        found = client.client.read_events(from_date="2030-01-01", to_date="2030-02-01")
        statuses = [it["participation_status"] for it in found if it["event_uid"] == event_uid]
        assert statuses == ["accepted"], statuses

    def batch(client):
        batch = BatchBuilder()
        batch.upsert_event(CALENDAR, dict(EVENT))
        batch.delete_event(CALENDAR, "methods")
        assert [it.status() for it in client.batch(batch).entries] == [202, 202]

    def elevated_permissions(client):
        permissions = [{"calendar_id": CALENDAR, "permission_level": "unrestricted"}]
        assert client.elevated_permissions(permissions, HERE)["url"].startswith(URL)

    def upsert_smart_invite(client):
        made = invite(client, "methods", {"email": "guest@example.com"})
        assert made["recipient"] == {"email": "guest@example.com", "status": "pending"}, made
        assert made["attachments"]["icalendar"].startswith("BEGIN:VCALENDAR"), made
        several = invite(client, "methods-several", [{"email": "a@example.com"}, {"email": "b@example.com"}])
        assert [it["status"] for it in several["recipients"]] == ["pending", "pending"], several

    def get_smart_invite(client):
        invite(client.client, "methods-read", {"email": "guest@example.com"})
        read = client.get_smart_invite("methods-read", "guest@example.com")
        assert read["event"]["summary"] == "Invited" and read["smart_invite_id"] == "methods-read", read

    def cancel_smart_invite(client):
        invite(client.client, "methods-cancel", {"email": "guest@example.com"})
        cancelled = client.cancel_smart_invite("methods-cancel", {"email": "guest@example.com"})
        assert "METHOD:CANCEL" in cancelled["attachments"]["icalendar"], cancelled

    def user_auth_link(client):
        assert query_of(client.user_auth_link(HERE, state="a state"))["state"] == "a state"

    def get_authorization_from_code(client):
        another = Tracked(client_of())
        tokens = another.get_authorization_from_code(query_of(another.client.user_auth_link(HERE))["code"], HERE)
        assert another.client.account()["email"] == "ada@example.com" and tokens["refresh_token"]
        client.called |= another.called

    def refresh_authorization(client):
        another = Tracked(logged_in())
        before = another.client.auth.access_token
        assert another.refresh_authorization()["access_token"] != before
        client.called |= another.called

    def revoke_authorization(client):
        another = Tracked(logged_in())
        stale = client_of(access_token=another.client.auth.access_token)
        another.revoke_authorization()
        client.called |= another.called
        try:
            stale.userinfo()
            raise AssertionError("the token still works")
        except PyCronofyRequestError as error:
            assert error.response.status_code == 401

    def revoke_profile(client):
        profile_id = client.client.list_profiles()[0]["profile_id"]
        client.revoke_profile(profile_id)
        profiles = {it["profile_id"]: it["profile_connected"] for it in client.client.list_profiles()}
        assert profiles[profile_id] is False, profiles

    def authorize_with_service_account(client):
        client.authorize_with_service_account("grace@example.com", "read_events", HERE, "a state")

    def authorize_multiple_accounts_via_service_account(client):
        one = {"email": "alan@example.com", "scope": "read_events", "callback_url": HERE, "state": "one"}
        two = dict(one, email="joan@example.com", state="two")
        client.authorize_multiple_accounts_via_service_account([one, two])

    def resources(client):
        assert isinstance(client.resources(), list)

    def get_conferencing_services_auth_link(client):
        assert client.get_conferencing_services_auth_link(HERE, provider_name="zoom").startswith(URL)

    def get_ui_element_token(client):
        subs = [client.client.account()["account_id"]]
        token = client.get_ui_element_token(["availability"], subs, "http://127.0.0.1")["element_token"]
        assert token["token"] and token["expires_in"] > 0, token

    def availability(client):
        periods = client.availability(**availability_of(client))
        assert periods and {"start", "end", "participants"} <= set(periods[0]), periods
        slots = client.availability(response_format="slots", **availability_of(client))
        assert slots and {"start", "end", "participants"} <= set(slots[0]), slots

    def sequenced_availability(client):
        sequences = client.sequenced_availability(**sequence_of(client))
        assert [it["sequence_id"] for it in sequences[0]["sequence"]] == ["1", "2"], sequences

    def upsert_availability_rule(client):
        assert client.upsert_availability_rule(dict(RULE))["weekly_periods"] == RULE["weekly_periods"]

    def list_availability_rules(client):
        client.client.upsert_availability_rule(dict(RULE))
        assert [it["availability_rule_id"] for it in client.list_availability_rules()] == ["methods"]

    def get_availability_rule(client):
        client.client.upsert_availability_rule(dict(RULE))
        assert client.get_availability_rule("methods")["tzid"] == "Europe/London"

    def delete_availability_rule(client):
        client.client.upsert_availability_rule(dict(RULE))
        client.delete_availability_rule("methods")
        assert client.client.list_availability_rules() == []

    def real_time_scheduling(client):
        made = schedule(client)
        assert made["real_time_scheduling"]["real_time_scheduling_id"].startswith("sch_"), made

    def get_real_time_scheduling_status(client):
        made = schedule(client.client)["real_time_scheduling"]["real_time_scheduling_id"]
        assert client.get_real_time_scheduling_status(real_time_scheduling_id=made)["real_time_scheduling"]["status"] == "open"

    def disable_real_time_scheduling_link(client):
        made = schedule(client.client)["real_time_scheduling"]["real_time_scheduling_id"]
        disabled = client.disable_real_time_scheduling_link(made, "Too late")
        assert disabled["real_time_scheduling"]["status"] == "disabled", disabled

    def real_time_sequencing(client):
        oauth, event, target = scheduling(client)
        made = client.real_time_sequencing(sequence_of(client), oauth, event, target)
        assert made["url"].startswith(URL), made


def came_of(name, call, client):
    client.called.clear()
    try:
        call(client)
        assert name in client.called, "the script does not call it"
        return "works"
    except (PyCronofyRequestError, PyCronofyPartialSuccessError) as error:
        errors = json.loads(error.response.text or "{}").get("errors", {})
        return f"{error.response.status_code}: " + "; ".join(it["description"] for all in errors.values() for it in all)
    except Exception as error:
        return f"answered otherwise: {type(error).__name__}: {error}"


def main():
    settings.API_BASE_URL = settings.APP_BASE_URL = URL
    calls = {name: call for name, call in vars(Calls).items() if inspect.isfunction(call)}
    methods = {name for name, _ in inspect.getmembers(pycronofy.Client, inspect.isfunction)}
    methods = {name for name in methods - LOCAL if not name.startswith(("map_", "translate_"))}
    assert methods == set(calls), methods ^ set(calls)
    client = Tracked(client_of(access_token=setting("ACCESS_TOKEN"), refresh_token=setting("REFRESH_TOKEN")))
    # Last what takes access away.
    for name in sorted(calls, key=lambda name: (name.startswith("revoke"), name)):
        print(name, came_of(name, calls[name], client).replace("\n", " "), sep="\t")
    print("everything holds")


main()
