// What an application does with the cronofy package, unmodified, against the sandbox.

import assert from "node:assert/strict";
import http from "node:http";
import Cronofy from "cronofy";

const setting = (name) => process.env[`SANDBOX_${name}`];
const calendar_id = setting("CALENDAR_ID");
const times = { start: "2030-01-07T12:00:00Z", end: "2030-01-07T13:00:00Z" };
const span = { tzid: "Etc/UTC", from: "2030-01-07", to: "2030-01-08", include_managed: true, calendar_ids: [calendar_id] };

const deliveries = [];
const waiting = [];

// The application's endpoint.
const receiver = http.createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    const delivery = { hmac: request.headers["cronofy-hmac-sha256"], body: Buffer.concat(pieces).toString() };
    const waiter = waiting.shift();
    if (waiter) waiter(delivery);
    else deliveries.push(delivery);
    response.writeHead(204).end();
  });
});

const nextDelivery = () => (deliveries.length ? deliveries.shift() : new Promise((done) => waiting.push(done)));

function clientOf(tokens) {
  const client = new Cronofy({ client_id: setting("CLIENT_ID"), client_secret: setting("CLIENT_SECRET"), ...tokens });
  client.urls.api = setting("URL");
  return client;
}

async function refused(statusCode, call) {
  const error = await call.then(
    () => assert.fail(`was not refused with ${statusCode}`),
    (error) => error,
  );
  assert.equal(error.statusCode, statusCode, error.message);
  return error.error.entity;
}

async function everyPage(call, what) {
  let page = await call(span);
  const found = [...page[what]];
  while (page.pages.next_page) {
    page = await call({ next_page: page.pages.next_page });
    found.push(...page[what]);
  }
  assert.equal(page.pages.current, page.pages.total);
  return found;
}

async function account(client) {
  const userinfo = await client.userInfo();
  assert.equal(userinfo["cronofy.type"], "account");
  const { account } = await client.accountInformation();
  assert.equal(account.account_id, userinfo.sub);
  const { calendars } = await client.listCalendars();
  assert.ok(calendars.some((it) => it.calendar_id === calendar_id && it.calendar_primary));
  const { profiles } = await client.profileInformation();
  assert.equal(profiles[0].profile_connected, true);
}

async function channelsAndSignatures(client) {
  const callback_url = `http://127.0.0.1:${receiver.address().port}/cronofy?user=1`;
  const filters = { calendar_ids: [calendar_id], only_managed: false };
  const { channel } = await client.createNotificationChannel({ callback_url, filters });
  assert.equal(channel.callback_url, callback_url);
  const again = await client.createNotificationChannel({ callback_url, filters });
  assert.equal(again.channel.channel_id, channel.channel_id);
  const { channels } = await client.listNotificationChannels();
  assert.deepEqual(channels.map((it) => it.channel_id), [channel.channel_id]);

  const { hmac, body } = await nextDelivery();
  assert.deepEqual(JSON.parse(body).notification, { type: "verification" });
  assert.equal(JSON.parse(body).channel.channel_id, channel.channel_id);
  assert.equal(client.hmacValid({ hmac, body }), true);
  assert.equal(client.hmacValid({ hmac, body, client_secret: setting("OTHER_CLIENT_SECRET") }), true);
  assert.equal(client.hmacValid({ hmac, body: `${body} ` }), false);
  assert.equal(client.hmacValid({ hmac, body, client_secret: "another" }), false);

  assert.equal(await client.deleteNotificationChannel({ channel_id: channel.channel_id }), "");
  assert.deepEqual((await client.listNotificationChannels()).channels, []);
  await refused(404, client.deleteNotificationChannel({ channel_id: channel.channel_id }));
  const { errors } = await refused(422, client.createNotificationChannel({ callback_url: "no URL" }));
  assert.equal(errors.callback_url[0].key, "errors.invalid");
}

async function events(client) {
  const subscriptions = [
    {
      type: "webhook",
      uri: `http://127.0.0.1:${receiver.address().port}/trigger`,
      interactions: [{ type: "conferencing_assigned" }],
      transitions: [{ after: "event_end", offset: { minutes: 0 } }],
    },
  ];
  for (let number = 0; number < 7; number++) {
    const event = { calendar_id, event_id: `node-${number}`, summary: `Lunch ${number}`, subscriptions, ...times };
    assert.equal(await client.createEvent(event), "");
  }
  const found = await everyPage((options) => client.readEvents(options), "events");
  assert.deepEqual(found.map((it) => it.event_id).sort(), [...Array(7).keys()].map((number) => `node-${number}`));
  const busy = await everyPage((options) => client.freeBusy(options), "free_busy");
  assert.deepEqual(busy.map((it) => it.free_busy_status), Array(7).fill("busy"));
  const local = await client.readEvents({ ...span, tzid: "Europe/Paris", localized_times: true });
  assert.deepEqual(local.events[0].start, { time: "2030-01-07T13:00:00+01:00", tzid: "Europe/Paris" });

  assert.equal(await client.deleteEvent({ calendar_id, event_id: "node-0" }), "");
  assert.equal((await everyPage((options) => client.readEvents(options), "events")).length, 6);
  const { errors } = await refused(422, client.createEvent({ calendar_id, event_id: "wrong", ...times }));
  assert.deepEqual(errors, { summary: [{ key: "errors.required", description: "summary must be specified" }] });
  await refused(422, client.readEvents({}));
  const holidays = (await client.listCalendars()).calendars.find((it) => it.calendar_readonly);
  const read_only = { calendar_id: holidays.calendar_id, event_id: "no", summary: "No", ...times };
  await refused(403, client.createEvent(read_only));

  const { batch } = await client.batch({
    batch: [
      { method: "DELETE", relative_url: `/v1/calendars/${calendar_id}/events`, data: { event_id: "node-1" } },
      { method: "POST", relative_url: `/v1/calendars/${calendar_id}/events`, data: { event_id: "wrong" } },
    ],
  });
  assert.deepEqual(batch.map((it) => it.status), [202, 422]);
  await client.bulkDeleteEvents({ delete_all: true });
  assert.deepEqual((await client.readEvents(span)).events, []);
}

async function tokens(client) {
  const before = client.config.access_token;
  const refreshed = await client.refreshAccessToken();
  assert.notEqual(refreshed.access_token, before);
  assert.equal(client.config.access_token, refreshed.access_token);
  await client.userInfo();

  const redirect_uri = "http://127.0.0.1/login";
  const login = new URL("/oauth/authorize", setting("URL"));
  login.search = new URLSearchParams({ client_id: setting("CLIENT_ID"), response_type: "code", redirect_uri, state: "x" });
  const answer = await fetch(login, { redirect: "manual" });
  assert.equal(answer.status, 302);
  const back = new URL(answer.headers.get("location"));
  assert.equal(back.searchParams.get("state"), "x");
  const another = clientOf({});
  const exchanged = await another.requestAccessToken({ code: back.searchParams.get("code"), redirect_uri });
  assert.equal(exchanged.linking_profile.provider_name, "google");
  await another.userInfo();

  await client.revokeAuthorization();
  const stale = clientOf({ access_token: before, refresh_token: setting("REFRESH_TOKEN") });
  await refused(401, stale.userInfo());
  assert.equal((await refused(400, stale.refreshAccessToken())).error, "invalid_grant");
}

await new Promise((listening) => receiver.listen(0, "127.0.0.1", listening));
const client = clientOf({ access_token: setting("ACCESS_TOKEN"), refresh_token: setting("REFRESH_TOKEN") });
await account(client);
await channelsAndSignatures(client);
await events(client);
await tokens(client);
receiver.close();
receiver.closeAllConnections();
console.log("everything holds");
