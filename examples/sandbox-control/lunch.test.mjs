// A test of an application in JavaScript that drives the sandbox over its control API.
//
// Start a sandbox with `cronofy-hooks sandbox --clock paused`, then `node --test lunch.test.mjs`.
// SANDBOX_URL is its address, http://127.0.0.1:4040 unless set.

import assert from "node:assert/strict";
import http from "node:http";
import test from "node:test";

const sandbox = process.env.SANDBOX_URL ?? "http://127.0.0.1:4040";

// Runs steps, and returns the result of each.
async function steps(...steps) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${sandbox}/sandbox/steps`, { method: "POST", headers, body: JSON.stringify(steps) });
  const { results, error } = await answer.json();
  if (error) throw new Error(error);
  return results;
}

test("an application that fails is sent the notification again", async () => {
  const received = [];
  const application = http.createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      received.push(JSON.parse(body).event.summary);
      response.writeHead(received.length === 1 ? 500 : 204).end();
    });
  });
  await new Promise((listening) => application.listen(0, "127.0.0.1", listening));
  const to = `http://127.0.0.1:${application.address().port}/cronofy`;
  const [{ delivery }] = await steps(
    { trigger: { to, sample: "event_start", set: { "event.summary": "Lunch" } } },
    { advance: "1s" },
    { expect: { deliveries: "name:event_start status:500" } },
    { advance: "1m" },
    { expect: { deliveries: "name:event_start is:delivered", count: 1 } },
  );
  assert.deepEqual(received, ["Lunch", "Lunch"]);
  const list = await (await fetch(`${sandbox}/sandbox/deliveries?q=event_start`)).json();
  assert.equal(list.deliveries[0].delivery, delivery);
  assert.equal(list.deliveries[0].attempts.length, 2);
  await assert.rejects(steps({ advance: "-1h" }), /does not go back/);
  application.close();
  application.closeAllConnections();
});
