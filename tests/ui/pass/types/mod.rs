//! Legal forms of the types.

cases! {
    aliases,
    extractors_of_a_fallback,
    own_extractor,
    own_type_named_like_a_payload,
    path_to_a_type,
    returned_from_a_function,
    state_in_parts,
    state_that_is_private,
    state_without_a_handler,
    trigger,
}
