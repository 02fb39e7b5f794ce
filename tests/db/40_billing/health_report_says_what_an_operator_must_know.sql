-- Failing jobs and quarantined events degrade it; parked ones are only counted.
begin;
select plan(5);

create function pg_temp.health() returns text language sql as $$
  select concat_ws(' ', r ->> 'status', r ->> 'version', r ->> 'mode', r -> 'checks' ->> 'failing_jobs',
    r -> 'checks' ->> 'parked_events', r -> 'checks' ->> 'quarantined_events')
  from tally_billing.health_report() r
$$;

select is(pg_temp.health(), 'ok 0.1.0 live [] 0 0', 'all is well');
select tally.receive_stripe_event(
  '{"id": "evt_1", "type": "checkout.session.completed", "livemode": true, "data": {"object": {}}}');
select is(pg_temp.health(), 'ok 0.1.0 live [] 1 0', 'a parked event waits');
update tally_billing.stripe_events set outcome = 'quarantined';
select is(pg_temp.health(), 'degraded 0.1.0 live [] 0 1', 'a quarantined one needs a person');
delete from tally_billing.stripe_events;
create or replace function tally_base.last_run_failed(p_name text) returns boolean language sql stable
set search_path = '' as $$ select p_name = 'book_expiries' $$;
select is(pg_temp.health(), 'degraded 0.1.0 live ["book_expiries"] 0 0', 'a failing job');
update tally_base.jobs set active = false where name = 'book_expiries';
select is(pg_temp.health(), 'ok 0.1.0 live [] 0 0', 'one that was switched off does not count');

select * from finish();
rollback;
