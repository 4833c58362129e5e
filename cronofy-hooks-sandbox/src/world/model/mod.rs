//! The state: what a state file holds. Serialized names stay as they are, so that older state files
//! can be read.

mod access_request;
mod account;
mod agenda;
mod application;
mod attachment;
mod availability;
mod call_log;
mod cause;
mod channel;
mod conversation;
mod delegated_access;
mod delivery;
mod event;
mod fault;
mod fault_preset;
mod fault_rule;
mod http_message;
mod ids;
mod logged_call;
mod meeting_agent;
mod paged_read;
mod recording;
mod scheduling;
mod scope;
mod smart_invite;
mod step;
mod subscription;
mod token;
mod trigger;
mod world;

pub use self::account::ConferencingBehaviour;
pub use self::cause::DeliveryCause;
pub use self::channel::{ChannelClosure, ChannelView, ClosedBy};
pub use self::delivery::{AttemptOutcome, AttemptView, DeliveryState, DeliveryView};
pub use self::fault::Fault;
pub use self::fault_rule::FaultRule;
pub use self::http_message::HttpMessage;
pub use self::logged_call::{ApiCaller, CallView};
pub use self::step::{ChannelExpectation, EventStep, Expectation, Step, StepAuthor, TriggerStep};

pub(crate) use self::access_request::{AccessRequest, AskedAccess, CalendarPermission};
pub(crate) use self::account::{Account, Calendar, ConferencingProfile, Profile, UnreportedChanges, unrestricted};
pub(crate) use self::agenda::PlannedAction;
pub(crate) use self::application::ClientApplication;
pub(crate) use self::attachment::{Attachment, AttachmentReview};
pub(crate) use self::availability::{
    AnswerFormat, AvailabilityQuery, FreeStep, FreeTime, ManagedAvailability, QueriedMember, QueriedPeriod,
    SequenceQuery,
};
pub(crate) use self::channel::{ChannelFilters, PATIENCE};
pub(crate) use self::conversation::{Conversation, Participant};
pub(crate) use self::delegated_access::DelegatedAccess;
pub(crate) use self::delivery::{AttemptResult, NewNotification, NotificationSubject, OutgoingRequest};
pub(crate) use self::event::{Conferencing, Event};
pub(crate) use self::fault_preset::FaultPreset;
pub(crate) use self::fault_rule::{FaultRules, notification_names};
pub(crate) use self::logged_call::{CallEffect, EffectSubject, EffectVerb};
pub(crate) use self::meeting_agent::{AgentStage, MeetingAgent};
#[cfg(test)]
pub(crate) use self::paged_read::KEPT;
pub(crate) use self::paged_read::PagedRead;
pub(crate) use self::recording::{RecordedAction, RecordedStep};
pub(crate) use self::scheduling::{
    CalendarPage, SchedulingPage, SchedulingPlan, SchedulingQuery, SchedulingState, TargetCalendar,
};
pub(crate) use self::scope::{EVERY_SCOPE, unknown_scope, unknown_service_account_scope};
pub(crate) use self::smart_invite::{InviteAnswer, InviteEvent, InviteProposal, SmartInvite};
pub(crate) use self::subscription::{InteractionSubscription, Subscription, TransitionSubscription};
pub(crate) use self::token::{AccessToken, AuthorizationCode, Grant};
pub(crate) use self::trigger::{Trigger, TriggerState};
pub(crate) use self::world::World;

// What is public has the name that users read; the rules and the console use the short ones.
pub(crate) use self::channel::ChannelView as Channel;
pub(crate) use self::delivery::{AttemptView as Attempt, DeliveryView as Delivery};
pub(crate) use self::logged_call::CallView as LoggedCall;
