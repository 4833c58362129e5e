//! Every check, by promise.

use super::{
    dead, durable, effects, failing, jobs, join, late, lease, lease_update, list, lost, order, prune, repeated, replay,
    statistics, wait,
};
use crate::testing::inbox::check::Check;

macro_rules! checks {
    ($($promise:expr => $($file:ident::$name:ident)*;)*) => {
        [$($(Check { promise: $promise, name: stringify!($name), run: |trial| Box::pin($file::$name(trial)) },)*)*]
    };
}

pub(in crate::testing::inbox) static CHECKS: &[Check] = &checks! {
    Some(1) =>
        durable::what_is_accepted_is_there
        durable::sixty_four_at_once_are_stored_once_each
        durable::bodies_are_kept_byte_for_byte
        durable::texts_are_kept_as_they_came
        durable::times_are_kept_to_the_microsecond
        durable::a_delivery_without_jobs_is_refused_alone;
    Some(2) =>
        repeated::a_repeat_is_not_stored_and_changes_nothing
        repeated::without_a_key_it_is_always_new
        repeated::other_keys_are_other_deliveries
        repeated::of_repeats_in_one_batch_one_is_stored
        repeated::of_repeats_at_once_one_is_stored
        repeated::a_repeat_is_known_when_it_is_finished
        repeated::what_is_forgotten_is_new_again;
    Some(3) =>
        jobs::jobs_keep_their_places
        jobs::siblings_are_settled_each_on_its_own
        jobs::each_job_waits_for_its_own_time
        jobs::a_delivery_can_have_thousands_of_jobs;
    Some(4) =>
        lease::a_leased_job_is_nobody_elses
        lease::workers_at_once_get_different_jobs
        lease::a_lease_is_at_most_what_was_asked_for
        lease::jobs_are_leased_in_the_order_in_which_they_became_due
        lease::each_lease_has_a_higher_fence
        lease::an_old_fence_changes_nothing
        lease::what_is_not_leased_is_not_settled
        late::who_is_late_but_not_replaced_may_settle
        late::who_is_late_may_still_fail
        late::an_extended_lease_lasts_longer
        late::a_lease_can_be_extended_again_and_late
        late::an_extension_can_be_shorter
        wait::a_worker_that_waits_is_woken
        wait::a_worker_that_waits_does_not_hold_up_others
        wait::workers_that_wait_share_what_comes
        wait::nothing_is_leased_for_a_worker_that_has_gone
        wait::what_a_worker_did_not_hear_of_is_given_back;
    Some(5) =>
        lease_update::a_lease_that_ends_makes_the_job_due_again
        lease_update::what_is_given_back_does_not_count
        lease_update::a_retry_waits_and_tells_why
        lease_update::what_is_settled_for_good_is_not_leased_again
        lease_update::durations_without_end_do_no_harm
        lease_update::a_lease_tells_its_delivery
        lost::a_lease_that_ends_without_a_word_is_counted_apart
        lost::only_an_isolated_lease_that_ends_without_a_word_is_a_crash
        lost::an_isolated_lease_lasts_as_long_as_asked
        lost::what_is_given_back_keeps_its_counts
        lost::every_word_clears_the_counts
        lost::a_change_by_hand_clears_the_counts
        lost::a_lost_lease_keeps_the_order;
    Some(6) =>
        order::jobs_of_a_key_run_one_at_a_time_in_order_of_arrival
        order::a_key_is_held_while_its_job_is_leased
        order::a_retry_holds_up_those_behind_it
        order::a_delay_holds_up_those_behind_it
        order::the_order_outlives_releases_and_leases_that_end
        order::however_a_job_ends_the_next_runs
        order::burying_the_first_lets_the_next_run
        order::burying_those_behind_leaves_the_one_that_runs
        order::other_keys_and_none_do_not_wait
        order::siblings_of_a_key_keep_their_order
        order::what_is_replayed_waits_for_the_one_that_runs
        order::two_keys_take_turns_on_their_own;
    Some(7) =>
        join::what_waits_is_joined_and_goes_back_to_the_earliest_time
        join::a_later_time_does_not_move_the_run_forward
        join::a_window_collects
        join::what_arrives_during_a_run_waits_for_one_of_its_own
        join::what_arrives_unseen_during_a_run_is_not_lost
        join::what_waits_for_its_retry_is_joined
        join::what_is_blocked_behind_another_is_joined
        join::a_run_whose_lease_ended_is_not_joined
        join::the_first_of_its_topic_that_waits_is_joined
        join::other_topics_and_none_do_not_join
        join::siblings_join
        join::what_joined_is_not_lost_when_the_run_dies;
    Some(8) =>
        dead::what_is_dead_stays_with_its_error
        dead::what_is_dead_can_be_retried_with_all_its_attempts
        dead::what_waits_can_be_retried_now
        dead::retrying_what_waits_behind_another_keeps_the_order
        dead::retrying_what_was_leased_too_long_takes_it_away
        dead::what_waits_can_be_buried
        dead::what_runs_is_neither_retried_nor_buried
        dead::many_are_changed_in_steps
        dead::what_fails_or_arrives_meanwhile_is_not_changed;
    Some(9) =>
        replay::what_is_finished_can_be_replayed_with_all_its_attempts
        replay::replays_are_counted
        replay::a_replay_leaves_what_is_not_finished
        replay::what_joined_can_be_replayed_on_its_own
        replay::what_is_replayed_joins_what_waits
        replay::a_worker_from_before_a_replay_changes_nothing;
    Some(10) =>
        prune::what_is_finished_long_enough_is_forgotten
        prune::it_counts_from_the_arrival
        prune::what_is_not_finished_is_kept
        prune::what_joined_is_kept_until_the_run_is_finished
        prune::what_joined_something_forgotten_can_be_forgotten
        prune::the_dead_are_kept_as_long_as_asked
        prune::what_is_replayed_is_kept
        prune::numbers_are_not_used_again
        prune::thousands_are_forgotten_at_once
        prune::what_is_dated_in_the_future_keeps_nothing_behind_it
        prune::retention_without_end_forgets_nothing;
    Some(11) =>
        effects::without_transactions_it_says_so
        effects::a_commit_settles
        effects::a_commit_with_an_old_fence_changes_nothing
        effects::what_is_rolled_back_or_dropped_leaves_no_trace;
    Some(12) =>
        failing::repeating_a_call_does_no_harm
        failing::calls_that_are_dropped_do_no_harm
        failing::when_it_is_closed_every_method_says_so;
    None =>
        list::an_empty_inbox_lists_nothing
        list::lists_are_newest_first_and_limited
        list::lists_can_be_narrowed_to_states
        list::lists_can_be_narrowed_to_times
        list::lists_can_be_narrowed_to_names
        list::everything_that_is_set_must_hold
        list::a_change_keeps_to_its_selection
        statistics::statistics_count
        statistics::statistics_tell_the_oldest_that_is_not_finished;
};
