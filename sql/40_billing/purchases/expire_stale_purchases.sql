-- Ends pending purchases that never reached Stripe, a bounded number per call.
-- One with a session waits for what Stripe says of it; the key that could still make one lasts a day.
create function tally_billing.expire_stale_purchases()
returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  v_purchases constant integer := 500;
  v_before timestamptz := tally_base.clock() - interval '25 hours';
  v_purchase tally_billing.purchases;
begin
  for v_purchase in
    select * from tally_billing.purchases
    where status = 'pending' and checkout_session_id is null and created_at < v_before
    order by created_at limit v_purchases
    for update skip locked
  loop
    perform tally_billing.end_purchase(v_purchase, 'expired');
  end loop;

  return (select count(*) from tally_billing.purchases
    where status = 'pending' and checkout_session_id is null and created_at < v_before);
end
$$;
comment on function tally_billing.expire_stale_purchases() is 'Job: expires one chunk of purchases without a session after 25 hours; returns those left.';
revoke all on function tally_billing.expire_stale_purchases() from public;
