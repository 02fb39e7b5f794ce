-- An unknown role has no rank: whatever is compared with it is not allowed.
begin;
select plan(1);

select is((select string_agg(coalesce(tally_ledger.role_rank(r)::text, 'none'), ' ' order by position)
  from unnest(array['member', 'admin', 'owner', 'king', null]) with ordinality t (r, position)), '1 2 3 none none',
  'ranks');

select * from finish();
rollback;
