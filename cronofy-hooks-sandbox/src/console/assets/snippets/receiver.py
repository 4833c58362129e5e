import base64
import hashlib
import hmac
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "CRN_sandbox_secret"


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
        if any(matches):
            print(body.decode(), flush=True)


server = ThreadingHTTPServer(("127.0.0.1", 3000), Receiver)
print("listening on http://127.0.0.1:3000/cronofy", flush=True)
server.serve_forever()
