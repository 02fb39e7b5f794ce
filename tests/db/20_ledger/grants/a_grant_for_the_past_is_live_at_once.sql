-- effective_at orders grants of one kind; it never back-dates an entry's booking.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 10, 'gift', 'k', null,
  '2020-01-01');

select is((select (state, effective_at = '2020-01-01')::text from tally_ledger.grants), '(live,t)', 'live');
select cmp_ok((select recorded_at from tally_ledger.entries), '>=', now(), 'booked now');

select * from finish();
rollback;
