-- Two Checkouts at once may make two customers: both must use one.
begin;
select plan(7);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');

select is(tally.customer_of(pg_temp.ann()), null, 'none at first');
select is(tally.attach_customer(pg_temp.ann(), 'cus_1'), 'cus_1', 'the first stands');
select is(tally.attach_customer(pg_temp.ann(), 'cus_1'), 'cus_1', 'a repeat says so');
select is(tally.attach_customer(pg_temp.ann(), 'cus_2'), 'cus_1', 'a second one loses');
select is(tally.customer_of(pg_temp.ann()), 'cus_1', 'it is found again');
select throws_ok($$select tally.attach_customer(tally.account_of('b0000000-0000-4000-8000-000000000002'), 'cus_1')$$,
  'PT409', 'payment_mismatch', 'another account cannot have it');
select is(tally.customer_of(null), null, 'no account has none');

select * from finish();
rollback;
