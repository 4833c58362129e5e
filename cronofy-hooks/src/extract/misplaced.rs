//! The traits that the macro asks of an argument that is probably misplaced, judging by its name.
//!
//! Each trait holds for exactly the types that [`FromDelivery`] holds for, so a type of your own
//! that only has the name of a payload works. Where it does not hold, its message says more than
//! that of `FromDelivery` can. The macro wraps the argument: the wrapper is extracted, and only that
//! asks for the trait, so that rustc reports one error.

use super::{FromDelivery, Needs, Parts, Rejection, Unhandled, Unlisted};

macro_rules! argument_trait {
    ($(#[$meta:meta])* $name:ident $(<$route:ident>)? = $marker:ty, $wrapper:ident) => {
        $(#[$meta])*
        pub trait $name $(<$route>)?: FromDelivery<$marker> {}

        #[diagnostic::do_not_recommend]
        impl<$($route,)? T: FromDelivery<$marker>> $name $(<$route>)? for T {}

        /// An argument of which the trait is asked.
        #[derive(Debug)]
        pub struct $wrapper<T>(pub T);

        impl<$($route,)? T: $name $(<$route>)?> FromDelivery<$marker> for $wrapper<T> {
            async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
                <T as FromDelivery<$marker>>::from_delivery(parts).await.map(Self)
            }

            fn needs(needs: &mut Needs) {
                <T as FromDelivery<$marker>>::needs(needs);
            }
        }
    };
}

argument_trait! {
    /// Asked where the type has the name of another route's payload.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is the payload of another route: this handler takes `{R}`",
        label = "the payload of another route",
        note = "take `{R}`, or write the route of `{Self}` in `#[cronofy_handler(...)]`"
    )]
    PayloadOfRoute<R> = R, AsPayload
}

argument_trait! {
    /// Asked where an `Option` is not one of an extractor that may find nothing.
    #[diagnostic::on_unimplemented(
        message = "a handler that takes `{R}` cannot take `{Self}`",
        label = "this is there in every delivery, or in none",
        note = "take the type without `Option`; of the extractors, `NotificationId`, `Attempt`, `Path<T>` and `Query<T>` can be optional"
    )]
    OptionalArgument<R> = R, AsOption
}

argument_trait! {
    /// Asked where the route is unlisted.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be an argument of a handler for an unlisted name",
        label = "neither an extractor nor a payload",
        note = "take `cronofy_hooks::Delivery`, which has the body, or a type that the generator made of a schema of your own"
    )]
    ArgumentOfUnlisted = Unlisted, AsUnlisted
}

argument_trait! {
    /// Asked where a fallback names a payload.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be an argument of a fallback, which takes everything without a handler",
        label = "a fallback has no payload of its own",
        note = "take `cronofy_hooks::Unhandled`, or write the route of `{Self}` in `#[cronofy_handler(...)]` in place of `fallback`"
    )]
    ArgumentOfFallback = Unhandled, AsFallback
}

argument_trait! {
    /// Asked where another handler than a fallback names [`Unhandled`].
    #[diagnostic::on_unimplemented(
        message = "only a fallback can take `{Self}`",
        label = "this handler is not a fallback",
        note = "take the payload of the route, or write `#[cronofy_handler(fallback)]`"
    )]
    ArgumentOutsideFallback<R> = R, AsUnhandled
}
