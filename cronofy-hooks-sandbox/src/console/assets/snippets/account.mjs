import Cronofy from "cronofy";

const client = new Cronofy({
  client_id: "sandbox",
  client_secret: process.env.CRONOFY_CLIENT_SECRET ?? "CRN_sandbox_secret",
  access_token: "sandbox_access_token",
  refresh_token: "sandbox_refresh_token",
});
client.urls.api = "http://127.0.0.1:4040";
console.log(await client.accountInformation());
