use cronofy_hooks::cronofy_handler;

#[cronofy_handler(callback = "authorization")]
pub async fn authorized() {}
