import base64
import hashlib
import hmac
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ.get("CRONOFY_CLIENT_SECRET", "CRN_sandbox_secret")


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        # The bytes that arrived: JSON that was parsed and written again has another signature.
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        expected = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256))
        # One value for each active client secret.
        values = self.headers.get("Cronofy-HMAC-SHA256", "").split(",")
        matches = [hmac.compare_digest(value.strip().encode(), expected) for value in values]
        self.send_response(204 if any(matches) else 401)
        self.end_headers()
        # With this signature, a forged body would be accepted: print it in your own terminal only.
        print(body.decode() if any(matches) else f"refused: it computes {expected.decode()}", flush=True)


server = ThreadingHTTPServer(("127.0.0.1", 3000), Receiver)
print("listening on http://127.0.0.1:3000/cronofy", flush=True)
server.serve_forever()
