// Receivers in JavaScript that differ only in how they verify: with the client for Node.js, or as a published example does.

import crypto from "node:crypto";
import http from "node:http";

const client_secret = process.env.CRONOFY_CLIENT_SECRET;
const largest = 1 << 20;

async function withClient() {
  const { default: Cronofy } = await import("cronofy");
  const client = new Cronofy({ client_id: "conform", client_secret });
  return (hmac, body) => client.hmacValid({ hmac, body });
}

// As the published example for Node.js: the body as text, and both signatures decoded.
function withDecodedHeader(header, body) {
  const digest = crypto.createHmac("sha256", client_secret).update(body.toString()).digest();
  const sent = Buffer.from(header, "base64");
  return sent.length === digest.length && crypto.timingSafeEqual(sent, digest);
}

const verify = process.argv[2] === "client" ? await withClient() : withDecodedHeader;

function status(headers, body) {
  try {
    if (!verify(headers["cronofy-hmac-sha256"], body)) return 401;
  } catch {
    return 500;
  }
  try {
    JSON.parse(body);
  } catch {
    return 400;
  }
  return 204;
}

const receiver = http.createServer((request, response) => {
  const pieces = [];
  let length = 0;
  request.on("data", (piece) => {
    length += piece.length;
    if (length <= largest) pieces.push(piece);
    else if (!response.headersSent) response.writeHead(413, { connection: "close" }).end();
  });
  request.on("end", () => {
    if (!response.headersSent) response.writeHead(status(request.headers, Buffer.concat(pieces))).end();
  });
});

receiver.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${receiver.address().port}/cronofy`));
