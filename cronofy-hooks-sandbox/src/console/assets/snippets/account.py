import os

import pycronofy

pycronofy.settings.API_BASE_URL = "http://127.0.0.1:4040"
client = pycronofy.Client(
    client_id="sandbox",
    client_secret=os.environ.get("CRONOFY_CLIENT_SECRET", "CRN_sandbox_secret"),
    access_token="sandbox_access_token",
    refresh_token="sandbox_refresh_token",
)
print(client.account())
