-- threat 15: a definer function that looks names up in the caller's path runs the caller's code.
begin;
select plan(3);

select is_empty(
  $$ select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where (n.nspname = 'tally' or n.nspname like 'tally\_%')
       and not coalesce('search_path=""' = any (p.proconfig), false) $$,
  'every function of ours has an empty search_path');
select set_eq(
  $$ select p.proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname like 'tally\_%' and p.prosecdef $$,
  $$ values ('my_accounts'), ('on_user_created'), ('on_user_deleted'), ('record_change') $$,
  'below the doors, only these are security definer');
select is_empty(
  $$ select p.oid::regprocedure from pg_proc p
     where p.pronamespace = 'tally'::regnamespace and not p.prosecdef $$,
  'every door is security definer');

select * from finish();
rollback;
