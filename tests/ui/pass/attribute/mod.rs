//! Legal forms of the attribute.

cases! {
    by_path,
    comma_at_the_end,
    crate_inside_a_module,
    crate_of_another_name,
    every_kind_of_route,
    options_in_another_order,
    raw_string,
    under_another_name,
    unlisted_interaction_with_subtype,
    unlisted_notification,
    unlisted_subtype,
}
