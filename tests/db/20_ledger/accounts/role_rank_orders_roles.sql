-- An unknown role is below all.
begin;
select plan(1);

select is((select string_agg(tally_ledger.role_rank(r)::text, ' ' order by position)
  from unnest(array['member', 'admin', 'owner', 'king', null]) with ordinality t (r, position)), '1 2 3 0 0',
  'ranks');

select * from finish();
rollback;
