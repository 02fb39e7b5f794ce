-- Each pair differs in one respect, against the order in which it was made.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'i');
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'h');
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'g',
  effective_at => now() - interval '1 day');
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'f',
  cost_basis_minor => 2, currency => 'usd');
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'e',
  cost_basis_minor => 1, currency => 'usd');
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'd',
  expires_at => '2099-02-01');
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'c',
  expires_at => '2099-01-01', cost_basis_minor => 9, currency => 'usd');
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'b',
  priority => 49);
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'a',
  priority => 0);

select results_eq($$select key from tally_ledger.burn_order(pg_temp.ann(), clock_timestamp())$$,
  array['a', 'b', 'c', 'd', 'g', 'i', 'h', 'e', 'f'], 'the order');
select results_eq($$select key from tally_ledger.burn_order(pg_temp.ann(), '2099-01-01', 3)$$,
  array['a', 'b', 'd'], 'at a later instant, the first three');

select * from finish();
rollback;
