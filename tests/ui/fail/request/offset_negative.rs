//! An offset has no sign: `before` and `after` say on which side it is.

use cronofy_hooks::request::Offset;

fn main() {
    let _ = Offset::minutes(-5);
}
