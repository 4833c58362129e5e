//! Availability, and pages on which a person chooses a time, against the sandbox.

use cronofy_hooks_client::{AvailablePeriodsQuery, ClientErrorKind};
use cronofy_hooks_types::payload::{DayOfWeek, WeeklyPeriod};
use cronofy_hooks_types::request::{
    AvailabilityFormat, AvailabilityMember, DeleteAvailablePeriods, ParticipantGroup, QueryAvailability, QueryPeriod,
    QuerySequencedAvailability, SequenceStep, TimeSpan, UpsertAvailabilityRule, UpsertAvailablePeriod,
};
use jiff::Timestamp;

use crate::calls::{event, request};
use crate::support::{ACCOUNT, TestSandbox, WORK};

fn at(hour: &str) -> Timestamp {
    format!("2026-01-06T{hour}:00Z").parse().unwrap()
}

fn ada() -> ParticipantGroup {
    ParticipantGroup::all([AvailabilityMember::new(ACCOUNT)])
}

fn query() -> QueryAvailability {
    QueryAvailability::new([ada()], TimeSpan::minutes(60), [QueryPeriod::new(at("11:00"), at("14:00"))])
}

#[tokio::test]
async fn availability_is_asked_as_the_application() {
    let test = TestSandbox::start(|builder| builder).await;
    test.account().upsert_event(WORK, &request(event("1"))).await.unwrap();
    let periods = test.client.availability(&query()).await.unwrap().available_periods.unwrap();
    let times: Vec<_> = periods.iter().map(|it| (it.start.timestamp().unwrap(), it.end.timestamp().unwrap())).collect();
    assert_eq!(times, [(at("11:00"), at("12:00")), (at("13:00"), at("14:00"))]);
    let slots = query().response_format(AvailabilityFormat::Slots).max_results(1);
    let answer = test.client.availability(&slots).await.unwrap();
    assert_eq!((answer.available_slots.unwrap().len(), answer.available_periods), (1, None));

    let step = |id: &str| SequenceStep::new([ada()], TimeSpan::minutes(60)).sequence_id(id);
    let steps = QuerySequencedAvailability::new([step("1"), step("2")]);
    let sequences = test
        .client
        .sequenced_availability(&steps.query_period(QueryPeriod::new(at("11:00"), at("14:00"))))
        .await
        .unwrap();
    assert_eq!(sequences[0].sequence[1].start.timestamp(), Some(at("13:00")));
    let unknown = ParticipantGroup::all([AvailabilityMember::new("acc_none")]);
    let wrong = QueryAvailability::new([unknown], TimeSpan::minutes(60), [QueryPeriod::new(at("11:00"), at("14:00"))]);
    assert_eq!(test.client.availability(&wrong).await.unwrap_err().kind(), ClientErrorKind::Invalid);
}

#[tokio::test]
async fn availability_is_managed_as_the_account() {
    let test = TestSandbox::start(|builder| builder).await;
    let account = test.account();
    let days = [WeeklyPeriod::new(DayOfWeek::Tuesday, "09:00", "12:00")];
    let rule = account.upsert_availability_rule(&UpsertAvailabilityRule::new("a / b", "Etc/UTC", days)).await.unwrap();
    assert_eq!(account.availability_rule("a / b").await.unwrap(), rule);
    assert_eq!(account.availability_rules().await.unwrap(), [rule]);
    account.delete_availability_rule("a / b").await.unwrap();
    assert_eq!(account.availability_rule("a / b").await.unwrap_err().kind(), ClientErrorKind::NotFound);

    for (id, from, to) in [("2", "15:00", "16:00"), ("1", "09:00", "10:00")] {
        account.upsert_available_period(&UpsertAvailablePeriod::new(id, at(from), at(to))).await.unwrap();
    }
    let read = async |query: AvailablePeriodsQuery| {
        let mut periods = account.available_periods(&query);
        let mut ids = Vec::new();
        while let Some(period) = periods.next().await {
            ids.push(period.unwrap().available_period_id);
        }
        ids
    };
    assert_eq!(read(AvailablePeriodsQuery::new()).await, ["1", "2"]);
    let later = AvailablePeriodsQuery::new().from("2026-01-07".parse().unwrap());
    assert_eq!(read(later).await, Vec::<String>::new());
    account.delete_available_periods(&DeleteAvailablePeriods::one("1")).await.unwrap();
    assert_eq!(read(AvailablePeriodsQuery::new()).await, ["2"]);
    account.delete_available_periods(&DeleteAvailablePeriods::all()).await.unwrap();
    assert_eq!(read(AvailablePeriodsQuery::new()).await, Vec::<String>::new());
}
