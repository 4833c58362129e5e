//! Every check, by promise.

use super::{
    dead, durable, effects, failing, forget, jobs, join, lease, lease_update, list, order, prune, repeated, replay,
    wait,
};
use crate::check::Check;

macro_rules! checks {
    ($($promise:expr => $($file:ident::$name:ident)*;)*) => {
        [$($(Check { promise: $promise, name: stringify!($name), run: |trial| Box::pin($file::$name(trial)) },)*)*]
    };
}

pub(crate) static CHECKS: &[Check] = &checks! {
    Some(1) =>
        durable::an_accepted_delivery_is_stored
        durable::sixty_four_deliveries_at_once_are_stored_once_each
        durable::bodies_are_kept_byte_for_byte
        durable::texts_are_kept_as_they_came
        durable::times_are_kept_to_the_microsecond
        durable::a_delivery_without_jobs_is_refused_alone;
    Some(2) =>
        repeated::a_repeat_is_not_stored_and_changes_nothing
        repeated::a_delivery_without_a_key_is_always_new
        repeated::other_keys_are_other_deliveries
        repeated::of_repeats_in_one_batch_one_is_stored
        repeated::of_repeats_at_once_one_is_stored
        repeated::a_repeat_of_a_finished_delivery_is_known
        repeated::a_forgotten_delivery_is_new_again;
    Some(3) =>
        jobs::jobs_keep_their_places
        jobs::siblings_are_completed_one_by_one
        jobs::each_job_waits_for_its_own_time
        jobs::a_delivery_can_have_thousands_of_jobs;
    Some(4) =>
        lease::a_leased_job_has_one_worker
        lease::workers_at_once_get_different_jobs
        lease::a_lease_is_at_most_what_was_asked_for
        lease::jobs_are_leased_in_the_order_in_which_they_became_due
        lease::each_lease_has_a_higher_fence
        lease::an_old_fence_changes_nothing
        lease::a_job_that_is_not_leased_is_not_completed
        lease::a_late_worker_that_is_not_replaced_may_complete_its_job
        lease::a_late_worker_may_still_fail_its_job
        lease::an_extended_lease_lasts_longer
        lease::a_lease_can_be_extended_again_and_late
        lease::an_extension_can_be_shorter
        wait::a_waiting_worker_is_woken
        wait::a_waiting_worker_does_not_block_others
        wait::waiting_workers_share_new_jobs
        wait::nothing_is_leased_for_a_worker_that_has_gone
        wait::jobs_that_a_worker_never_received_are_given_back;
    Some(5) =>
        lease_update::a_lease_that_ends_makes_the_job_due_again
        lease_update::a_job_given_back_uses_no_attempt
        lease_update::a_retry_waits_and_keeps_its_error
        lease_update::a_finished_job_is_not_leased_again
        lease_update::durations_without_end_do_no_harm
        lease_update::a_lease_has_its_delivery
        lease_update::a_lease_that_ends_without_an_update_is_counted_apart
        lease_update::only_an_isolated_lease_that_ends_without_an_update_is_a_crash
        lease_update::an_isolated_lease_lasts_as_long_as_asked
        lease_update::a_job_given_back_keeps_its_counts
        lease_update::every_update_clears_the_counts
        lease_update::a_change_by_hand_clears_the_counts
        lease_update::a_lost_lease_keeps_the_order;
    Some(6) =>
        order::jobs_of_a_key_run_one_at_a_time_in_order_of_arrival
        order::a_key_is_blocked_while_its_job_is_leased
        order::a_retry_blocks_the_jobs_behind_it
        order::a_delay_blocks_the_jobs_behind_it
        order::the_order_outlives_releases_and_leases_that_end
        order::however_a_job_ends_the_next_runs
        order::burying_the_first_lets_the_next_run
        order::burying_the_jobs_behind_it_leaves_the_running_one
        order::jobs_of_other_keys_or_none_do_not_wait
        order::siblings_of_a_key_keep_their_order
        order::a_replayed_job_waits_for_the_running_one
        order::two_keys_run_independently;
    Some(7) =>
        join::a_waiting_job_is_joined_and_goes_back_to_the_earliest_time
        join::a_later_time_does_not_move_the_run_forward
        join::a_window_collects
        join::a_job_that_arrives_during_a_run_waits_for_its_own
        join::a_job_that_arrives_unseen_during_a_run_is_not_lost
        join::a_job_that_waits_for_its_retry_is_joined
        join::a_job_blocked_behind_another_is_joined
        join::a_run_whose_lease_ended_is_not_joined
        join::the_first_waiting_job_of_its_topic_is_joined
        join::jobs_of_other_topics_or_none_do_not_join
        join::siblings_join
        join::a_joined_job_is_not_lost_when_the_run_dies;
    Some(8) =>
        dead::a_dead_job_stays_with_its_error
        dead::a_dead_job_can_be_retried_with_all_its_attempts
        dead::a_waiting_job_can_be_retried_now
        dead::retrying_a_job_behind_another_keeps_the_order
        dead::retrying_an_overdue_job_takes_it_from_its_worker
        dead::a_waiting_job_can_be_buried
        dead::a_running_job_is_neither_retried_nor_buried
        dead::many_jobs_are_changed_in_steps
        dead::jobs_that_fail_or_arrive_meanwhile_are_not_changed;
    Some(9) =>
        replay::a_finished_job_can_be_replayed_with_all_its_attempts
        replay::replays_are_counted
        replay::a_replay_leaves_unfinished_jobs
        replay::a_joined_job_can_be_replayed_on_its_own
        replay::a_replayed_job_joins_a_waiting_one
        replay::a_worker_from_before_a_replay_changes_nothing;
    Some(10) =>
        prune::a_delivery_finished_long_enough_is_forgotten
        prune::retention_counts_from_the_arrival
        prune::unfinished_deliveries_are_kept
        prune::a_joined_job_is_kept_until_the_run_is_finished
        prune::a_job_that_joined_a_forgotten_one_can_be_forgotten
        prune::dead_jobs_are_kept_as_long_as_asked
        prune::a_replayed_job_is_kept
        prune::numbers_are_not_used_again
        prune::thousands_of_deliveries_are_forgotten_at_once
        prune::a_delivery_dated_in_the_future_keeps_no_others
        prune::retention_without_end_forgets_nothing;
    Some(11) =>
        effects::an_inbox_without_transactions_says_so
        effects::a_commit_updates_the_lease
        effects::a_commit_with_an_old_fence_changes_nothing
        effects::a_transaction_rolled_back_or_dropped_leaves_no_trace;
    Some(12) =>
        failing::repeating_a_call_does_no_harm
        failing::calls_that_are_dropped_do_no_harm
        failing::every_method_of_a_closed_inbox_says_so;
    None =>
        list::an_empty_inbox_lists_nothing
        list::lists_are_newest_first_and_limited
        list::lists_can_be_narrowed_to_states
        list::lists_can_be_narrowed_to_times
        list::lists_can_be_narrowed_to_names
        list::all_conditions_of_a_filter_apply
        list::a_change_keeps_to_its_filter
        list::statistics_count_jobs_by_state
        list::statistics_report_the_oldest_unfinished_delivery
        forget::deliveries_are_found_by_their_channel
        forget::a_forgotten_channel_leaves_others_alone
        forget::a_running_delivery_is_not_forgotten
        forget::a_delivery_whose_lease_has_ended_is_not_forgotten;
};
