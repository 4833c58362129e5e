//! From a function and the types of its arguments to a call that is made without them.
//!
//! What is the same for all handlers is written here once, so that the application compiles one call for each
//! of them. Each type is a parameter of that call, because rustc reports a type without the right trait where
//! it is written there. Each bound is checked at that one place, so one mistake is one error. rustc names these
//! functions in its messages.

use std::future::Future;
use std::pin::Pin;

use crate::extract::{FromDelivery, Needs, Parts, Rejection};
use crate::outcome::{IntoOutcome, Outcome};

/// The running handler of one occurrence.
pub(crate) type Call = Pin<Box<dyn Future<Output = Result<Outcome, Rejection>> + Send>>;

/// What a handler is asked for. One function does both, so that each bound on an argument is written once.
#[derive(Debug)]
pub enum Job<'j> {
    /// To extract the arguments and to run the function.
    Call(Parts),
    /// To name what the extractors take from the application's state and paths.
    Needs(&'j mut Needs),
}

macro_rules! adapter {
    ($name:ident $($argument:ident)*) => {
        /// Does the job of a handler with this number of arguments.
        #[allow(
            non_snake_case,
            unused_mut,
            unused_variables,
            reason = "a value has the name of its type; there may be none"
        )]
        pub fn $name<R, $($argument,)* O, Running>(
            job: Job<'_>,
            function: impl Fn($($argument),*) -> Running + Send + 'static,
        ) -> Option<Call>
        where
            $($argument: FromDelivery<R> + Send + 'static,)*
            O: IntoOutcome,
            Running: Future<Output = O> + Send + 'static,
        {
            match job {
                Job::Call(mut parts) => Some(Box::pin(async move {
                    $(let $argument = $argument::held(&mut parts).await?;)*
                    Ok(function($($argument()),*).await.into_outcome())
                })),
                Job::Needs(needs) => {
                    $(name_needs::<R, $argument>(needs);)*
                    None
                }
            }
        }
    };
}

/// Not inlined, so that a call does not pay for it.
#[cold]
#[inline(never)]
fn name_needs<R, A: FromDelivery<R>>(needs: &mut Needs) {
    A::needs(needs);
}

/// An async function with `#[cronofy_handler]`.
#[derive(Debug)]
pub struct HandlerFunction(());

impl HandlerFunction {
    adapter!(of_0);
    adapter!(of_1 A);
    adapter!(of_2 A B);
    adapter!(of_3 A B C);
    adapter!(of_4 A B C D);
    adapter!(of_5 A B C D E);
    adapter!(of_6 A B C D E F);
    adapter!(of_7 A B C D E F G);
    adapter!(of_8 A B C D E F G H);
    adapter!(of_9 A B C D E F G H I);
    adapter!(of_10 A B C D E F G H I J);
    adapter!(of_11 A B C D E F G H I J K);
    adapter!(of_12 A B C D E F G H I J K L);
    adapter!(of_13 A B C D E F G H I J K L M);
    adapter!(of_14 A B C D E F G H I J K L M N);
    adapter!(of_15 A B C D E F G H I J K L M N P);
    adapter!(of_16 A B C D E F G H I J K L M N P Q);
}
