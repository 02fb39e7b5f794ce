-- threat 14: a function that forgot its revoke would be open to everyone.
begin;
select plan(2);

select is_empty(
  $$ select p.oid::regprocedure::text
     from pg_proc p
     join pg_namespace n on n.oid = p.pronamespace
     where (n.nspname = 'tally' or n.nspname like 'tally\_%')
       and (p.proacl is null or exists (select from aclexplode(p.proacl) where grantee = 0)) $$,
  'PUBLIC executes nothing');
create function tally.forgotten() returns integer language sql as 'select 1';
select isnt_empty(
  $$ select 1 from pg_proc p where p.oid = 'tally.forgotten()'::regprocedure
       and (p.proacl is null or exists (select from aclexplode(p.proacl) where grantee = 0)) $$,
  'a forgotten revoke would be found');

select * from finish();
rollback;
