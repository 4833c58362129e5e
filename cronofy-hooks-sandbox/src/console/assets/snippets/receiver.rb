require "openssl"
require "sinatra"

SECRET = ENV.fetch("CRONOFY_CLIENT_SECRET", "CRN_sandbox_secret")

set :bind, "127.0.0.1"
set :port, 3000

post "/cronofy" do
  # The bytes that arrived: JSON that was parsed and written again has another signature.
  bytes = request.body.read
  computed = [OpenSSL::HMAC.digest("SHA256", SECRET, bytes)].pack("m0")
  # One value for each active client secret.
  values = request.env["HTTP_CRONOFY_HMAC_SHA256"].to_s.split(",")
  matches = values.any? { |value| Rack::Utils.secure_compare(value.strip, computed) }
  # With this signature, a forged body would be accepted: print it in your own terminal only.
  puts matches ? bytes : "refused: it computes #{computed}"
  halt matches ? 204 : 401
end
