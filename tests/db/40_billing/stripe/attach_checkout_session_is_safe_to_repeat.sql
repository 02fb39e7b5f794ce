-- One session per purchase, one purchase per session.
begin;
select plan(5);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.start_purchase('starter') from generate_series(1, 2);
reset role;
create temp table p as select account_id, id, row_number() over () as n from tally_billing.purchases;
create function pg_temp.attach(p_n bigint, p_session text, p_expires timestamptz default null) returns void
language sql as 'select tally.attach_checkout_session(account_id, id, p_session, p_expires) from p where n = p_n';

select lives_ok($$select pg_temp.attach(1, 'cs_1', '2099-01-01')$$, 'attached');
select lives_ok($$select pg_temp.attach(1, 'cs_1')$$, 'again');
select is((select (checkout_session_id, expires_at = '2099-01-01')::text
  from tally_billing.purchases u join p using (id) where n = 1), '(cs_1,t)',
  'the repeat keeps the end it did not name');
select throws_ok($$select pg_temp.attach(1, 'cs_2')$$, 'PT409', 'payment_mismatch', 'another session');
select throws_ok($$select pg_temp.attach(2, 'cs_1')$$, 'PT409', 'payment_mismatch', 'another purchase');

select * from finish();
rollback;
