//! Legal forms of the options for an inbox.

cases! {
    every_option,
    key_functions,
    made_by_a_macro,
    on_every_route,
}
