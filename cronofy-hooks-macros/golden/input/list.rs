use cronofy_hooks::handlers;

mod calendars {
    #[cronofy_hooks::cronofy_handler(notification = "change")]
    pub async fn change() {}
}

#[cronofy_hooks::cronofy_handler(fallback)]
async fn rest() {}

pub fn build() {
    let _ = handlers![calendars::change, rest];
}
