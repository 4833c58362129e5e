use cronofy_hooks::{Delivery, cronofy_handler};

#[cronofy_handler(notification = "brand_new", unlisted)]
async fn brand_new(delivery: Delivery) {
    drop(delivery);
}
