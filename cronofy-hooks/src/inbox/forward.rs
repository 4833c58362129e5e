//! [`forward_inbox!`](crate::inbox::forward_inbox): for an inbox that changes what another one does.

#[doc(hidden)]
#[macro_export]
macro_rules! __forward_inbox {
    ($outer:ident => $inner:expr) => {
        $crate::__forward_inbox! { $outer => $inner;
            accept, lease, update_lease, list, show, apply, apply_with_progress, prune, deliveries_of, delete,
            statistics, blocked_by, begin, commit, roll_back, close, clock, transactions
        }
    };
    ($outer:ident => $inner:expr; $($method:ident),+ $(,)?) => {
        $($crate::__forward_inbox! { @$method $outer => $inner })+
    };
    (@accept $($to:tt)*) => {
        $crate::__forward_inbox! { @method accept(delivery: NewDelivery) -> $crate::inbox::Accepted; $($to)* }
    };
    (@lease $($to:tt)*) => {
        $crate::__forward_inbox! { @method lease(request: LeaseRequest) -> ::std::vec::Vec<$crate::inbox::LeasedJob>; $($to)* }
    };
    (@update_lease $($to:tt)*) => {
        $crate::__forward_inbox! { @method update_lease(job: JobId, fence: Fence, update: LeaseUpdate) -> bool; $($to)* }
    };
    (@list $($to:tt)*) => {
        $crate::__forward_inbox! { @method list(filter: JobFilter) -> ::std::vec::Vec<$crate::inbox::JobRecord>; $($to)* }
    };
    (@apply $($to:tt)*) => {
        $crate::__forward_inbox! { @method apply(action: JobAction, filter: JobFilter) -> u64; $($to)* }
    };
    (@apply_with_progress $($to:tt)*) => {
        $crate::__forward_inbox! {
            @method apply_with_progress(action: JobAction, filter: JobFilter, progress: Progress) -> u64; $($to)*
        }
    };
    (@prune $($to:tt)*) => {
        $crate::__forward_inbox! { @method prune(retention: Retention) -> u64; $($to)* }
    };
    (@delete $outer:ident => $inner:expr) => {
        fn delete(&self, deliveries: ::std::vec::Vec<i64>) -> $crate::inbox::InboxFuture<'_, u64> {
            let $outer = self;
            $inner.delete(deliveries)
        }
    };
    (@deliveries_of $outer:ident => $inner:expr) => {
        fn deliveries_of(
            &self,
            channel_id: ::std::string::String,
        ) -> $crate::inbox::InboxFuture<'_, ::std::vec::Vec<i64>> {
            let $outer = self;
            $inner.deliveries_of(channel_id)
        }
    };
    (@statistics $($to:tt)*) => {
        $crate::__forward_inbox! { @method statistics() -> $crate::inbox::Statistics; $($to)* }
    };
    (@begin $($to:tt)*) => {
        $crate::__forward_inbox! { @method begin() -> $crate::inbox::AnyTransaction; $($to)* }
    };
    (@commit $($to:tt)*) => {
        $crate::__forward_inbox! {
            @method commit(transaction: AnyTransaction, job: JobId, fence: Fence, update: LeaseUpdate) -> bool; $($to)*
        }
    };
    (@roll_back $($to:tt)*) => {
        $crate::__forward_inbox! { @method roll_back(transaction: AnyTransaction) -> (); $($to)* }
    };
    (@close $($to:tt)*) => {
        $crate::__forward_inbox! { @method close() -> (); $($to)* }
    };
    (@show $outer:ident => $inner:expr) => {
        fn show(
            &self,
            delivery: i64,
        ) -> $crate::inbox::InboxFuture<'_, ::std::option::Option<$crate::inbox::StoredDelivery>> {
            let $outer = self;
            $inner.show(delivery)
        }
    };
    (@clock $outer:ident => $inner:expr) => {
        fn clock(
            &self,
        ) -> ::std::option::Option<
            ::std::sync::Arc<dyn ::std::ops::Fn() -> $crate::jiff::Timestamp + ::std::marker::Send + ::std::marker::Sync>,
        > {
            let $outer = self;
            $inner.clock()
        }
    };
    (@blocked_by $outer:ident => $inner:expr) => {
        fn blocked_by(&self) -> ::std::option::Option<::std::string::String> {
            let $outer = self;
            $inner.blocked_by()
        }
    };
    (@transactions $outer:ident => $inner:expr) => {
        fn transactions(&self) -> ::std::option::Option<::std::any::TypeId> {
            let $outer = self;
            $inner.transactions()
        }
    };
    (
        @method $method:ident($($argument:ident: $type:ident),*) -> $output:ty; $outer:ident => $inner:expr
    ) => {
        fn $method(&self, $($argument: $crate::inbox::$type),*) -> $crate::inbox::InboxFuture<'_, $output> {
            let $outer = self;
            $inner.$method($($argument),*)
        }
    };
    (@$unknown:ident $($to:tt)*) => {
        ::std::compile_error! {
            ::std::concat!("`Inbox` has no method `", ::std::stringify!($unknown), "`\nhelp: see the methods of `cronofy_hooks::Inbox`")
        }
    };
}

/// Implements methods of [`Inbox`](crate::Inbox) by calling the same methods of another inbox: for an inbox that
/// changes what another one does.
///
/// It stands in the `impl` block. After `=>` comes the other inbox, as an expression in which the name before it stands
/// for `self`; after that the methods, or nothing for all of them. Name all that the block does not have itself: those
/// with a default, such as `begin` and `clock`, would have the default otherwise.
///
/// ```
/// use cronofy_hooks::Inbox;
/// use cronofy_hooks::inbox::{Accepted, InboxFuture, NewDelivery, forward_inbox};
///
/// /// Logs what is accepted.
/// #[derive(Debug)]
/// struct Logged<I>(I);
///
/// impl<I: Inbox> Inbox for Logged<I> {
///     fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
///         println!("{} bytes arrived", delivery.body.len());
///         self.0.accept(delivery)
///     }
///
///     forward_inbox!(this => this.0; lease, update_lease, list, show, apply, apply_with_progress, prune, statistics);
///     forward_inbox!(this => this.0; deliveries_of, delete, blocked_by, begin, commit, roll_back, close, clock);
///     forward_inbox!(this => this.0; transactions);
/// }
/// ```
#[doc(inline)]
pub use __forward_inbox as forward_inbox;
