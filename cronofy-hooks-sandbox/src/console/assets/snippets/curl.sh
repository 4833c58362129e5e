curl -H 'Authorization: Bearer sandbox_access_token' http://127.0.0.1:4040/v1/account
