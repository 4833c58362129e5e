use cronofy_hooks::cronofy_handler;

#[cronofy_handler(notification = "chnage")]
fn change() {}
