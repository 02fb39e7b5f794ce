-- threats 15, 16: temp tables and functions of ours' names, with the caller's search_path in front.
begin;
select plan(4);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
create temp table accounts as select 1000000 as balance;
create temp table entries (credits numeric);
create temp table personal_accounts as select 'b0000000-0000-4000-8000-000000000002'::uuid as user_id;
create function pg_temp.uid() returns uuid language sql as $$ select 'b0000000-0000-4000-8000-000000000002'::uuid $$;
create function pg_temp.clock() returns timestamptz language sql as $$ select 'infinity'::timestamptz $$;
create function pg_temp.sha256(bytea) returns bytea language sql as $$ select ''::bytea $$;

set local search_path = pg_temp, public, extensions;
select is((tally.balance()).available, 20.0, 'the balance is the true one');
select is((tally.spend('audio_upload', 'k')).balance_after, 18.0, 'a spend charges the true account');
select is((select count(*) from pg_temp.entries), 0::bigint, 'the false table stays empty');
reset role;
reset search_path;
select is((select length(hash) from tally_ledger.entries order by seq desc limit 1), 32,
  'the hash is the true one');

select * from finish();
rollback;
