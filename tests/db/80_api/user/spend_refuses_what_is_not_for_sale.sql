-- Unknown and inactive actions, and those of a higher tier; nothing changes.
begin;
select plan(7);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
update tally_metering.actions set active = false where key = 'txt_upload';
update tally_metering.actions set min_tier = 'pro' where key = 'premium_export';
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
select throws_ok(format('select tally.spend(%L, %L)', action, 'k'), state, token, name)
from (values
  ('unknown', 'no_such_action', 'PT404', 'not_found'),
  ('null', null, 'PT404', 'not_found'),
  ('100 kB', repeat('a', 102400), 'PT404', 'not_found'),
  ('inactive', 'txt_upload', 'PT404', 'not_found'),
  ('of a higher tier', 'premium_export', 'PT403', 'tier_required')) t (name, action, state, token);
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');
update tally_ledger.accounts set tier = 'team';
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((tally.spend('premium_export', 'k')).credits, -15.0, 'a higher tier may');

select * from finish();
rollback;
