//! Legal forms of the list.

cases! {
    by_path,
    by_use,
    cfg_on_an_item,
    comma_after_the_dots,
    comma_at_the_end,
    everything_without_a_fallback,
    fallback_alone,
    named_like_macros,
    nothing,
    of_another_crate,
    one,
    port_corrected,
    seventeen,
    subtype_alone_with_dots,
    subtype_before_the_rest,
    three_hundred,
    value_of_its_own,
}
