-- One with a session waits for what Stripe says of it.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.start_purchase('starter') from generate_series(1, 4);
reset role;
create temp table p as select account_id, id, row_number() over () as n from tally_billing.purchases;
select tally.attach_checkout_session(account_id, id, 'cs_2') from p where n = 2;
update tally_billing.purchases u set created_at = now() - p.age
from (select id, case when n < 3 then interval '26 hours' else interval '24 hours' end as age from p) p
where p.id = u.id;

select is(tally_billing.expire_stale_purchases(), 0::bigint, 'nothing is left');
select results_eq('select u.status from tally_billing.purchases u join p using (id) order by p.n',
  array['expired', 'pending', 'pending', 'pending'], 'only the old one without a session');
select isnt((select ended_at from tally_billing.purchases where status = 'expired'), null,
  'with its instant');

select * from finish();
rollback;
