-- Nothing is attached.
begin;
select plan(10);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.start_purchase('starter');

reset role;
select throws_ok(
  format('select tally.attach_checkout_session(account_id, id, %L) from tally_billing.purchases', session),
  'PT400', 'invalid_request', coalesce(left(session, 20), 'null'))
from (values (null), (''), ('cus_1'), ('cs_'), ('cs_a b'), (E'cs_1\n'), ('cs_' || repeat('a', 251))) t (session);
select throws_ok(
  $$select tally.attach_checkout_session(account_id, 'a0000000-0000-4000-8000-000000000001', 'cs_1')
    from tally_billing.purchases$$,
  'PT404', 'not_found', 'an unknown purchase');
select throws_ok(
  $$select tally.attach_checkout_session(tally.account_of('b0000000-0000-4000-8000-000000000002'), id, 'cs_1')
    from tally_billing.purchases$$,
  'PT404', 'not_found', 'another''s purchase');
select is((select count(*) from tally_billing.checkout_sessions), 0::bigint, 'nothing');

select * from finish();
rollback;
