-- threat 4: the list is that of the catalogue, so that a new view is covered the day it comes.
begin;
select plan(9);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
select tally.grant_credits(tally.account_of('b0000000-0000-4000-8000-000000000002'), 500, 'adjustment',
  'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "b0000000-0000-4000-8000-000000000002", "role": "authenticated"}';
select tally.spend('audio_upload', 'k', 2, null, 'my book', '{"page": 1}');
select tally.start_purchase('starter');
create function pg_temp.rows_of(p_view text) returns bigint language plpgsql as $$
declare v_rows bigint;
begin
  execute format('select count(*) from tally.%I', p_view) into v_rows;
  return v_rows;
end $$;

select cmp_ok(pg_temp.rows_of(v), '>', 0::bigint, 'the owner reads his ' || v)
from (values ('entries'), ('grants'), ('purchases')) own (v);
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is(pg_temp.rows_of(c.relname::text), 0::bigint, format('another user reads no row of %s', c.relname))
from pg_catalog.pg_class c
where c.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = 'tally')
  and c.relkind = 'v' and c.relname not in ('actions', 'packs')
order by c.relname;
set local role anon;
set local "request.jwt.claims" to '{"role": "anon"}';
select throws_ok(format('select * from tally.%I', v), '42501', null, 'a stranger reads no ' || v)
from (values ('entries'), ('grants'), ('purchases')) own (v);

select * from finish();
rollback;
