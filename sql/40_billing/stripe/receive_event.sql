-- Records a Stripe event and applies it, once, in one transaction.
-- The event row goes first: a parallel twin waits on it, and a failed effect takes it back.
create function tally_billing.receive_event(
  p_event jsonb, p_current jsonb, p_fetch_started_at timestamptz)
returns tally_billing.outcome
language plpgsql volatile
set search_path = ''
as $$
declare
  v_type text := p_event ->> 'type';
  v_outcome tally_billing.outcome;
begin
  perform tally_billing.require_event(p_event, p_current);
  insert into tally_billing.stripe_events (
    id, type, livemode, api_version, payload, fetched, fetch_started_at, request_id)
  values (
    p_event ->> 'id', v_type, (p_event ->> 'livemode')::boolean, p_event ->> 'api_version',
    p_event, p_current, p_fetch_started_at, tally_base.request_id())
  on conflict (id) do nothing;
  if not found then
    select 'duplicate', 'event_seen', e.account_id, e.purchase_id, null::numeric, null::numeric
    into v_outcome
    from tally_billing.stripe_events e where e.id = p_event ->> 'id';
    return v_outcome;
  end if;

  if (p_event ->> 'livemode')::boolean = tally_base.is_test_mode() then
    v_outcome.outcome := 'ignored';
    v_outcome.reason := 'wrong_mode';
  elsif v_type in ('checkout.session.completed', 'checkout.session.async_payment_succeeded',
      'checkout.session.async_payment_failed', 'checkout.session.expired') then
    v_outcome := tally_billing.apply_checkout_session(
      v_type, coalesce(p_current, p_event #> '{data,object}'));
  else
    v_outcome.outcome := 'ignored';
    v_outcome.reason := 'unknown_type';
  end if;

  update tally_billing.stripe_events
  set outcome = v_outcome.outcome, reason = v_outcome.reason,
    account_id = v_outcome.account_id, purchase_id = v_outcome.purchase_id
  where id = p_event ->> 'id';
  return v_outcome;
end
$$;
comment on function tally_billing.receive_event(jsonb, jsonb, timestamptz) is 'Outcome of a Stripe event; p_current is its object fetched since p_fetch_started_at. PT400 invalid_request.';
revoke all on function tally_billing.receive_event(jsonb, jsonb, timestamptz) from public;
