-- Door: takes one verified Stripe event and applies it exactly once.
create function tally.receive_stripe_event(
  event jsonb, current jsonb default null, fetch_started_at timestamptz default null)
returns tally.event_outcome
language plpgsql volatile security definer -- writes purchases and the ledger, which the service may not
set search_path = ''
as $$
declare
  v_outcome tally.event_outcome;
begin
  v_outcome := tally_billing.receive_event(event, current, fetch_started_at);
  return v_outcome;
end
$$;
comment on function tally.receive_stripe_event(jsonb, jsonb, timestamptz) is 'Service door: records and applies an event in one transaction; current is its object fetched from Stripe after fetch_started_at (tally.server_time). Outcome applied, duplicate, ignored, parked or quarantined. PT400 invalid_request.';
revoke all on function tally.receive_stripe_event(jsonb, jsonb, timestamptz) from public;
grant execute on function tally.receive_stripe_event(jsonb, jsonb, timestamptz) to service_role;
