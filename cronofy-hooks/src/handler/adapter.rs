//! From a function and its argument types to a call that can be made without them.
//!
//! What is the same for all handlers is written here once, so that the application compiles one constant for
//! each of them. Type parameters are in the order of the macro's call: rustc reports an argument that is no
//! extractor at its type there.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use crate::extract::{FromDelivery, Needs, Parts, Rejection};
use crate::outcome::{IntoOutcome, Outcome};

/// The running handler of one occurrence.
pub type Call = Pin<Box<dyn Future<Output = Result<Outcome, Rejection>> + Send>>;

/// A function whose arguments are extracted.
pub trait CallHandler: Send + Sync {
    /// Names what the extractors take from the application's state and paths.
    fn needs(&self, needs: &mut Needs);

    /// Extracts the arguments and runs the function.
    fn call(&self, parts: Parts) -> Call;
}

/// A function, the payload type of its route, the types of its arguments and what it returns.
pub struct Adapter<R, Arguments, O, F>(F, PhantomData<fn() -> (R, Arguments, O)>);

impl<R, Arguments, O, F> std::fmt::Debug for Adapter<R, Arguments, O, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Adapter")
    }
}

macro_rules! adapters {
    ($($name:ident($($argument:ident)*))+) => {$(
        /// An async function with this number of arguments.
        pub const fn $name<R, $($argument,)* O, F, Future_>(function: F) -> Adapter<R, ($($argument,)*), O, F>
        where
            $($argument: FromDelivery<R> + Send + 'static,)*
            O: IntoOutcome,
            F: Fn($($argument),*) -> Future_ + Copy + Send + Sync + 'static,
            Future_: Future<Output = O> + Send,
        {
            Adapter(function, PhantomData)
        }

        impl<R, $($argument,)* O, F, Future_> CallHandler for Adapter<R, ($($argument,)*), O, F>
        where
            $($argument: FromDelivery<R> + Send + 'static,)*
            O: IntoOutcome,
            F: Fn($($argument),*) -> Future_ + Copy + Send + Sync + 'static,
            Future_: Future<Output = O> + Send,
        {
            #[allow(unused_variables, reason = "there may be no argument")]
            fn needs(&self, needs: &mut Needs) {
                $($argument::needs(needs);)*
            }

            #[allow(non_snake_case, unused_mut, unused_variables, reason = "a value has the name of its type; there may be none")]
            fn call(&self, mut parts: Parts) -> Call {
                let function = self.0;
                Box::pin(async move {
                    $(let $argument = $argument::held(&mut parts).await?;)*
                    Ok(function($($argument()),*).await.into_outcome())
                })
            }
        }
    )+};
}

adapters! {
    handler_0()
    handler_1(A)
    handler_2(A B)
    handler_3(A B C)
    handler_4(A B C D)
    handler_5(A B C D E)
    handler_6(A B C D E G)
    handler_7(A B C D E G H)
    handler_8(A B C D E G H I)
    handler_9(A B C D E G H I J)
    handler_10(A B C D E G H I J K)
    handler_11(A B C D E G H I J K L)
    handler_12(A B C D E G H I J K L M)
    handler_13(A B C D E G H I J K L M N)
    handler_14(A B C D E G H I J K L M N P)
    handler_15(A B C D E G H I J K L M N P Q)
    handler_16(A B C D E G H I J K L M N P Q S)
}
