import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const secret = process.env.CRONOFY_CLIENT_SECRET ?? "CRN_sandbox_secret";

const receiver = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    // The bytes that arrived: JSON that was parsed and written again has another signature.
    const body = Buffer.concat(chunks);
    const computed = createHmac("sha256", secret).update(body).digest("base64");
    const expected = Buffer.from(computed);
    // One value for each active client secret.
    const values = (request.headers["cronofy-hmac-sha256"] ?? "").split(",").map((value) => Buffer.from(value.trim()));
    const matches = values.some((value) => value.length === expected.length && timingSafeEqual(value, expected));
    response.writeHead(matches ? 204 : 401).end();
    // With this signature, a forged body would be accepted: print it in your own terminal only.
    console.log(matches ? body.toString() : `refused: it computes ${computed}`);
  });
});

receiver.listen(3000, "127.0.0.1", () => console.log("listening on http://127.0.0.1:3000/cronofy"));
