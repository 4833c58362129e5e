ENV["CRONOFY_API_URL"] = "http://127.0.0.1:4040"
require "cronofy"

client = Cronofy::Client.new(
  client_id: "sandbox",
  client_secret: ENV.fetch("CRONOFY_CLIENT_SECRET", "CRN_sandbox_secret"),
  access_token: "sandbox_access_token",
  refresh_token: "sandbox_refresh_token"
)
p client.account
