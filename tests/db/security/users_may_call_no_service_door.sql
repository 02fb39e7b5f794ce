-- threat 2: what a server does for a user, the user may not do for himself.
begin;
select plan(9);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select throws_ok(call, '42501', null, call)
from (values
  ($$select tally.account_of('b0000000-0000-4000-8000-000000000002')$$),
  ($$select tally.grant_credits(pg_temp.ann(), 100, 'adjustment', 'k')$$),
  ($$select tally.customer_of(pg_temp.ann())$$),
  ($$select tally.attach_customer(pg_temp.ann(), 'cus_x')$$),
  ($$select tally.attach_checkout_session(pg_temp.ann(), gen_random_uuid(), 'cs_x')$$),
  ($$select tally.receive_stripe_event('{}')$$),
  ($$select tally.health_report()$$),
  ($$select tally.server_time()$$)) attempt (call);
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
