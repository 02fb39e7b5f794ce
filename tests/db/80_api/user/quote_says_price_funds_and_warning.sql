-- It charges nothing.
begin;
select plan(9);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 25, 'adjustment',
  'first');
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
create function pg_temp.quoted(p_action text, p_quantity numeric) returns text language sql as $$
  select concat_ws(' ', trim_scale(credits), trim_scale(unit_price), trim_scale(available), affordable,
    tier_ok, warning)
  from tally.quote(p_action, p_quantity)
$$;

select is(pg_temp.quoted('audio_upload', 1), '2 2 25 t t', 'affordable');
select is(pg_temp.quoted('audio_upload', 3), '6 2 25 t t crosses_low_balance',
  'with a warning when it makes the balance low');
select is(pg_temp.quoted('audio_upload', 12), '24 2 25 t t crosses_low_balance', 'nearly all');
select is(pg_temp.quoted('audio_upload', 13), '26 2 25 f t crosses_low_balance', 'too much');
select is((tally.quote('audio_upload')).valid_until, null, 'an open price holds until it is changed');
select is((tally.quote('audio_upload')).quantity, 1.0, 'one unit by default');
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');
update tally_metering.actions set min_tier = 'pro' where key = 'audio_upload';
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((tally.quote('audio_upload')).tier_ok, false, 'a tier that is missing');
reset role;
update tally_ledger.accounts set status = 'frozen', tier = 'pro';
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is(pg_temp.quoted('audio_upload', 1), '2 2 0 f t', 'a frozen account affords nothing');

select * from finish();
rollback;
