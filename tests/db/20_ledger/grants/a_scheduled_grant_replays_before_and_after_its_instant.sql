-- One grant, whatever the server retries.
begin;
select plan(4);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.give() returns text language sql as $$
  select (seq, credits, balance_after, replayed)::text from tally.grant_credits(
    tally.account_of('a0000000-0000-4000-8000-000000000001'), 10, 'gift', 'k', null, '2099-01-01')
$$;

select is(pg_temp.give(), '(,10.000000,0.000000,f)', 'made');
select is(pg_temp.give(), '(,10.000000,0.000000,t)', 'replayed while it waits');
update tally_ledger.grants set effective_at = clock_timestamp() where key = 'k';
update tally_ledger.accounts set next_change_at = clock_timestamp();
select is(pg_temp.give(), '(1,10.000000,10.000000,t)', 'replayed once it is booked');
select is((select count(*) from tally_ledger.grants), 1::bigint, 'one grant');

select * from finish();
rollback;
