// Calls every method of the cronofy package, unmodified, against the sandbox, and prints what came of each.

import assert from "node:assert/strict";
import Cronofy from "cronofy";

const setting = (name) => process.env[`SANDBOX_${name}`];
const url = setting("URL");
const calendar_id = setting("CALENDAR_ID");
// The application's own page. Nothing listens there: what is sent to it is not under test here.
const here = "http://127.0.0.1:9/here";
const times = { start: "2030-01-07T12:00:00Z", end: "2030-01-07T13:00:00Z" };
const event = { calendar_id, event_id: "methods", summary: "Methods", ...times };
const span = { tzid: "Etc/UTC", from: "2030-01-01", to: "2030-02-01", include_managed: true };
const rule = {
  availability_rule_id: "methods",
  tzid: "Europe/London",
  calendar_ids: [calendar_id],
  weekly_periods: [{ day: "monday", start_time: "09:30", end_time: "12:30" }],
};
const period = { available_period_id: "methods", start: "2030-01-08T09:00:00Z", end: "2030-01-08T18:00:00Z" };

function clientOf(tokens) {
  const client = new Cronofy({ client_id: setting("CLIENT_ID"), client_secret: setting("CLIENT_SECRET"), ...tokens });
  client.urls.api = url;
  return client;
}

// A client that remembers which of its methods were called.
function tracked(client, called) {
  const get = (target, name) => {
    if (name === "plain") return target;
    called.add(name);
    return typeof target[name] === "function" ? target[name].bind(target) : target[name];
  };
  return new Proxy(client, { get });
}

async function code() {
  const login = new URL("/oauth/authorize", url);
  login.search = new URLSearchParams({ client_id: setting("CLIENT_ID"), response_type: "code", redirect_uri: here });
  const answer = await fetch(login, { redirect: "manual" });
  return new URL(answer.headers.get("location")).searchParams.get("code");
}

// A client with tokens of its own.
async function loggedIn() {
  const client = clientOf({});
  await client.requestAccessToken({ code: await code(), redirect_uri: here });
  return client;
}

async function eventUid(client, summary) {
  const { events } = await client.plain.readEvents(span);
  return events.find((it) => it.summary === summary).event_uid;
}

const eventIds = async (client) => (await client.plain.readEvents(span)).events.map((it) => it.event_id);
const accountId = async (client) => (await client.plain.accountInformation()).account.account_id;

async function availability(client) {
  return {
    participants: [{ members: [{ sub: await accountId(client) }], required: "all" }],
    required_duration: { minutes: 60 },
    available_periods: [{ start: period.start, end: period.end }],
  };
}

async function sequence(client) {
  const { available_periods, ...step } = await availability(client);
  const steps = ["1", "2"].map((sequence_id, at) => {
    return { sequence_id, ordinal: at + 1, ...step, event: { event_id: sequence_id, summary: "Step", tzid: "Etc/UTC" } };
  });
  return { sequence: steps, available_periods };
}

async function scheduling(client) {
  return {
    oauth: { redirect_uri: here, scope: "create_event" },
    event: { event_id: "scheduled", summary: "Scheduled", tzid: "Europe/London" },
    target_calendars: [{ sub: await accountId(client), calendar_id }],
  };
}

const invite = (client, smart_invite_id) =>
  client.createSmartInvite({
    smart_invite_id,
    recipient: { email: "guest@example.com" },
    event: { summary: "Invited", ...times },
    callback_url: here,
  });

const bookable = (client, bookable_event_id) =>
  client.createBookableEvent({ bookable_event_id, ...times, status: "confirmed", registration: { capacity: 10 } });
const guest = { status: "accepted", metadata: { email: "guest@example.com", name: "Guest" } };

// One function for each method.
const calls = {
  accountInformation: async (client) => {
    assert.equal((await client.accountInformation()).account.email, "ada@example.com");
  },
  userInfo: async (client) => assert.equal((await client.userInfo())["cronofy.type"], "account"),
  listCalendars: async (client) => {
    assert.ok((await client.listCalendars()).calendars.some((it) => it.calendar_id === calendar_id));
  },
  profileInformation: async (client) => {
    assert.equal((await client.profileInformation()).profiles[0].profile_connected, true);
  },
  createCalendar: async (client) => {
    const { profile_id } = (await client.plain.profileInformation()).profiles[0];
    assert.equal((await client.createCalendar({ profile_id, name: "Methods" })).calendar.calendar_name, "Methods");
  },
  applicationCalendar: async (client, called) => {
    const fresh = tracked(clientOf({}), called);
    const made = await fresh.applicationCalendar({ application_calendar_id: "methods" });
    assert.equal(made.application_calendar_id, "methods");
    assert.equal(made.linking_profile.provider_name, "cronofy");
    assert.equal((await fresh.plain.userInfo())["cronofy.type"], "application_calendar");
  },
  listAccessibleCalendars: async (client) => {
    assert.ok((await client.listAccessibleCalendars()).accessible_calendars.every((it) => it.calendar_type && it.email));
  },
  createNotificationChannel: async (client) => {
    assert.equal((await client.createNotificationChannel({ callback_url: here })).channel.callback_url, here);
  },
  listNotificationChannels: async (client) => {
    const { channel } = await client.plain.createNotificationChannel({ callback_url: `${here}?listed` });
    const { channels } = await client.listNotificationChannels();
    assert.ok(channels.some((it) => it.channel_id === channel.channel_id));
  },
  deleteNotificationChannel: async (client) => {
    const { channel } = await client.plain.createNotificationChannel({ callback_url: `${here}?closed` });
    assert.equal(await client.deleteNotificationChannel({ channel_id: channel.channel_id }), "");
  },
  createEvent: async (client) => assert.equal(await client.createEvent(event), ""),
  readEvents: async (client) => {
    await client.plain.createEvent(event);
    assert.ok((await client.readEvents(span)).events.some((it) => it.event_id === "methods"));
  },
  freeBusy: async (client) => {
    await client.plain.createEvent(event);
    assert.ok((await client.freeBusy(span)).free_busy.every((it) => it.free_busy_status));
  },
  deleteEvent: async (client) => {
    await client.plain.createEvent(event);
    await client.deleteEvent({ calendar_id, event_id: "methods" });
    assert.ok(!(await eventIds(client)).includes("methods"));
  },
  bulkDeleteEvents: async (client) => {
    await client.plain.createEvent(event);
    await client.bulkDeleteEvents({ delete_all: true });
    assert.ok(!(await eventIds(client)).includes("methods"));
  },
  updateExternalEvent: async (client) => {
    const event_uid = await eventUid(client, "To answer");
    const { event_id, ...changed } = { ...event, event_uid, summary: "To answer" };
    assert.equal(await client.updateExternalEvent(changed), "");
  },
  deleteExternalEvent: async (client) => {
    const event_uid = await eventUid(client, "To delete");
    assert.equal(await client.deleteExternalEvent({ calendar_id, event_uid }), "");
  },
  batch: async (client) => {
    const relative_url = `/v1/calendars/${calendar_id}/events`;
    const { batch } = await client.batch({ batch: [{ method: "DELETE", relative_url, data: { event_id: "methods" } }] });
    assert.deepEqual(batch, [{ status: 202 }]);
  },
  elevatedPermissions: async (client) => {
    const permissions = [{ calendar_id, permission_level: "unrestricted" }];
    const { permissions_request } = await client.elevatedPermissions({ permissions, redirect_uri: here });
    assert.ok(permissions_request.url.startsWith(url));
  },
  createSmartInvite: async (client) => {
    const made = await invite(client, "methods");
    assert.deepEqual(made.recipient, { email: "guest@example.com", status: "pending" });
    assert.match(made.attachments.icalendar, /^BEGIN:VCALENDAR/);
  },
  getSmartInvite: async (client) => {
    await invite(client.plain, "methods-read");
    const query = { smart_invite_id: "methods-read", recipient_email: "guest@example.com" };
    assert.equal((await client.getSmartInvite(query)).event.summary, "Invited");
  },
  cancelSmartInvite: async (client) => {
    await invite(client.plain, "methods-cancel");
    const cancelled = { smart_invite_id: "methods-cancel", recipient: { email: "guest@example.com" } };
    assert.equal((await client.cancelSmartInvite(cancelled)).method, "cancel");
  },
  requestAccessToken: async (client, called) => {
    const another = tracked(clientOf({}), called);
    const made = await another.requestAccessToken({ code: await code(), redirect_uri: here });
    assert.equal(made.linking_profile.provider_name, "google");
  },
  refreshAccessToken: async (client, called) => {
    const another = tracked(await loggedIn(), called);
    const before = another.plain.config.access_token;
    assert.notEqual((await another.refreshAccessToken()).access_token, before);
  },
  revokeAuthorization: async (client, called) => {
    const another = tracked(await loggedIn(), called);
    const stale = clientOf({ access_token: another.plain.config.access_token });
    await another.revokeAuthorization();
    assert.equal(await stale.userInfo().catch((error) => error.statusCode), 401);
  },
  revokeProfileAuthorization: async (client) => {
    const { profile_id } = (await client.plain.profileInformation()).profiles[0];
    assert.equal(await client.revokeProfileAuthorization({ profile_id }), "");
    const { profiles } = await client.plain.profileInformation();
    assert.equal(profiles.find((it) => it.profile_id === profile_id).profile_connected, false);
  },
  authorizeWithServiceAccount: async (client) => {
    const wanted = { email: "grace@example.com", scope: "read_events", callback_url: here, state: "a state" };
    assert.equal(await client.authorizeWithServiceAccount(wanted), "");
  },
  delegatedAuthorizations: async (client) => {
    const { profile_id } = (await client.plain.profileInformation()).profiles[0];
    const wanted = { profile_id, email: "room@example.com", callback_url: here, scope: "read_events", state: "a state" };
    assert.equal(await client.delegatedAuthorizations(wanted), "");
  },
  conferencingServiceAuthorizations: async (client) => {
    const made = await client.conferencingServiceAuthorizations({ redirect_uri: here });
    assert.ok(made.authorization_request.url.startsWith(url));
  },
  requestElementToken: async (client) => {
    const wanted = { permissions: ["availability"], subs: [await accountId(client)], origin: "http://127.0.0.1" };
    assert.ok((await client.requestElementToken(wanted)).element_token.token);
  },
  addToCalendar: async (client) => {
    const { oauth, event: wanted } = await scheduling(client);
    assert.ok((await client.addToCalendar({ oauth, event: { ...wanted, ...times } })).url.startsWith(url));
  },
  availability: async (client) => {
    assert.ok((await client.availability(await availability(client))).available_periods.length > 0);
  },
  sequencedAvailability: async (client) => {
    const { sequences } = await client.sequencedAvailability(await sequence(client));
    assert.deepEqual(sequences[0].sequence.map((it) => it.sequence_id), ["1", "2"]);
  },
  upsertAvailablePeriod: async (client) => assert.equal(await client.upsertAvailablePeriod(period), ""),
  listAvailablePeriods: async (client) => {
    await client.plain.upsertAvailablePeriod(period);
    const { available_periods } = await client.listAvailablePeriods({ tzid: "Etc/UTC", from: span.from, to: span.to });
    assert.deepEqual(available_periods.map((it) => it.available_period_id), ["methods"]);
  },
  deleteAvailablePeriods: async (client) => {
    await client.plain.upsertAvailablePeriod(period);
    assert.equal(await client.deleteAvailablePeriods({ available_period_id: "methods" }), "");
  },
  upsertAvailabilityRule: async (client) => {
    assert.equal((await client.upsertAvailabilityRule(rule)).availability_rule.tzid, "Europe/London");
  },
  listAvailabilityRules: async (client) => {
    await client.plain.upsertAvailabilityRule(rule);
    const { availability_rules } = await client.listAvailabilityRules();
    assert.deepEqual(availability_rules.map((it) => it.availability_rule_id), ["methods"]);
  },
  readAvailabilityRule: async (client) => {
    await client.plain.upsertAvailabilityRule(rule);
    const read = await client.readAvailabilityRule({ availability_rule_id: "methods" });
    assert.equal(read.availability_rule.availability_rule_id, "methods");
  },
  deleteAvailabilityRule: async (client) => {
    await client.plain.upsertAvailabilityRule(rule);
    assert.equal(await client.deleteAvailabilityRule({ availability_rule_id: "methods" }), "");
  },
  realTimeScheduling: async (client) => {
    const wanted = { ...(await scheduling(client)), availability: await availability(client) };
    const made = await client.realTimeScheduling({ ...wanted, callback_urls: { completed_url: here } });
    assert.match(made.real_time_scheduling.real_time_scheduling_id, /^sch_/);
  },
  realTimeSequencing: async (client) => {
    const wanted = { ...(await scheduling(client)), availability: await sequence(client) };
    assert.ok((await client.realTimeSequencing(wanted)).url.startsWith(url));
  },
  createBookableEvent: async (client) => {
    assert.equal((await bookable(client, "methods")).bookable_event_id, "methods");
  },
  readBookableEvents: async (client) => {
    await bookable(client.plain, "methods");
    const read = await client.readBookableEvents({ bookable_event_id: "methods" });
    assert.equal(read.bookable_event_id, "methods");
  },
  upsertRegistrationBookableEvent: async (client) => {
    await bookable(client.plain, "methods");
    const registration = { registration_id: "1", ...guest };
    await client.upsertRegistrationBookableEvent({ bookable_event_id: "methods", ...registration });
  },
  deleteRegistrationBookableEvent: async (client) => {
    await bookable(client.plain, "methods");
    const registration = { registration_id: "2", ...guest };
    await client.plain.upsertRegistrationBookableEvent({ bookable_event_id: "methods", ...registration });
    await client.deleteRegistrationBookableEvent({ bookable_event_id: "methods", registration_id: "2" });
  },
};

async function cameOf(name, client, called) {
  called.clear();
  try {
    await calls[name](client, called);
    assert.ok(called.has(name), "the script does not call it");
    return "works";
  } catch (error) {
    if (!error.statusCode) return `answered otherwise: ${error.name}: ${error.message}`;
    const errors = Object.values(error.error.entity?.errors ?? {}).flat();
    return `${error.statusCode}: ${errors.map((it) => it.description).join("; ")}`;
  }
}

// `hmacValid` asks the service nothing; the names that begin with a line are the package's own.
const methods = Object.keys(Cronofy.prototype).filter((name) => !name.startsWith("_") && name !== "hmacValid");
assert.deepEqual(Object.keys(calls).sort(), methods.sort());
const called = new Set();
const tokens = { access_token: setting("ACCESS_TOKEN"), refresh_token: setting("REFRESH_TOKEN") };
const client = tracked(clientOf(tokens), called);
// Last what takes access away.
const takesAccess = (name) => name.startsWith("revoke");
for (const name of methods.sort((one, other) => takesAccess(one) - takesAccess(other))) {
  console.log(`${name}\t${(await cameOf(name, client, called)).replaceAll("\n", " ")}`);
}
console.log("everything holds");
