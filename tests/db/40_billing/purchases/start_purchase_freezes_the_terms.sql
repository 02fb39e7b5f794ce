-- What is granted later comes from this row; a later price changes nothing.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
update tally_billing.packs set max_quantity = 3 where key = 'starter';

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (account_id = pg_temp.ann(), pack, title, quantity, credits, amount_minor, currency)::text
  from tally.start_purchase('starter', 2)), '(t,starter,Starter,2,1000.000000,998,usd)', 'two of a pack');
reset role;
update tally_billing.packs set credits = 1, amount_minor = 1, active = false where key = 'starter';
select is((select (status, quantity, credits, amount_minor, currency, user_id)::text from tally_billing.purchases),
  '(pending,2,1000.000000,998,usd,a0000000-0000-4000-8000-000000000001)', 'as it was sold');
select is((select count(*) from tally_ledger.entries), 0::bigint, 'nothing is credited yet');

select * from finish();
rollback;
