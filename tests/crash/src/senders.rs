//! [`Senders`]: several tasks that send at once, and send again what was not acknowledged.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use fastrand::Rng;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::delivery::DeliveryMix;
use crate::ledger::DeliveryLedger;

/// The service waits for 5 seconds.
const LIMIT: Duration = Duration::from_secs(5);

/// Where a receiver listens; `None` while it is dead.
pub type Address = watch::Receiver<Option<String>>;

/// Several tasks that send at once, and send again what was not acknowledged.
#[derive(Debug)]
pub struct Senders {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

struct Sender {
    number: usize,
    mix: DeliveryMix,
    rng: Rng,
    receivers: Vec<Address>,
    next: Arc<AtomicU64>,
    ledger: Arc<DeliveryLedger>,
    stop: watch::Receiver<bool>,
}

impl Senders {
    /// Starts them. Each begins with another of the receivers.
    #[must_use]
    pub fn start(count: usize, mix: DeliveryMix, receivers: &[Address], ledger: &Arc<DeliveryLedger>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let next = Arc::new(AtomicU64::new(0));
        let mut tasks = JoinSet::new();
        for number in 0..count {
            let sender = Sender {
                number,
                mix,
                rng: Rng::with_seed(mix.seed ^ (number as u64) << 32),
                receivers: receivers.to_vec(),
                next: Arc::clone(&next),
                ledger: Arc::clone(ledger),
                stop: stopped.clone(),
            };
            tasks.spawn(sender.run());
        }
        Self { stop, tasks }
    }

    /// Lets them finish the delivery that they send, and waits for it.
    ///
    /// # Panics
    /// When one of them panicked.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while let Some(ended) = self.tasks.join_next().await {
            ended.unwrap();
        }
    }
}

impl Sender {
    async fn run(mut self) {
        while !*self.stop.borrow() {
            let marker = self.next.fetch_add(1, Ordering::Relaxed);
            self.deliver(marker).await;
            if self.rng.f64() < 0.1 {
                // The answer was lost on its way, or the service sends it again for another reason.
                self.deliver(marker).await;
            }
            if marker > 10 && self.rng.f64() < 0.03 {
                let earlier = self.rng.u64(0..marker);
                self.deliver(earlier).await;
            }
            // So that handling keeps up with what is sent.
            sleep(Duration::from_millis(self.rng.u64(0..8))).await;
        }
    }

    /// Sends it until it is acknowledged.
    async fn deliver(&mut self, marker: u64) {
        let delivery = self.mix.delivery(marker);
        let mut try_number = self.number;
        loop {
            try_number += 1;
            let Some(address) = self.address(try_number).await else { continue };
            self.ledger.sends(marker);
            match timeout(LIMIT, delivery.request().post_to(&address)).await {
                Ok(Ok(answer)) if answer.status.is_success() => return self.ledger.acknowledged(marker),
                // The store does not answer.
                Ok(Ok(answer)) => {
                    assert!(answer.status == 503, "answered {}: {}", answer.status, answer.text);
                    sleep(Duration::from_millis(10)).await;
                }
                // It died, or is about to.
                Ok(Err(_)) | Err(_) => tokio::task::yield_now().await,
            }
        }
    }

    /// Where one of the receivers listens. Waits for it where it is the only one.
    async fn address(&mut self, try_number: usize) -> Option<String> {
        let count = self.receivers.len();
        let receiver = &mut self.receivers[try_number % count];
        if count == 1 {
            return receiver.wait_for(Option::is_some).await.ok()?.clone();
        }
        let address = receiver.borrow().clone();
        if address.is_none() {
            sleep(Duration::from_millis(1)).await;
        }
        address
    }
}
