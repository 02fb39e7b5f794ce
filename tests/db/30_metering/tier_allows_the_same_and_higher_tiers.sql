-- Ranks decide, not names.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
update tally_ledger.accounts set tier = 'basic';

select results_eq(
  $$ select t.name, tally_metering.tier_allows(a.id, t.name) from tally_base.tiers t, tally_ledger.accounts a
     order by t.rank $$,
  $$ values ('free', true), ('basic', true), ('pro', false), ('team', false) $$, 'basic reaches');

select * from finish();
rollback;
