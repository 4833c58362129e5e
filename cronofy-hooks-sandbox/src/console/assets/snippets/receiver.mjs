import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const secret = "CRN_sandbox_secret";

const receiver = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    // The bytes that arrived: JSON that was parsed and written again has another signature.
    const body = Buffer.concat(chunks);
    const expected = Buffer.from(createHmac("sha256", secret).update(body).digest("base64"));
    // One value for each active client secret.
    const values = (request.headers["cronofy-hmac-sha256"] ?? "").split(",").map((value) => Buffer.from(value.trim()));
    const matches = values.some((value) => value.length === expected.length && timingSafeEqual(value, expected));
    response.writeHead(matches ? 204 : 401).end();
    if (matches) console.log(body.toString());
  });
});

receiver.listen(3000, "127.0.0.1", () => console.log("listening on http://127.0.0.1:3000/cronofy"));
