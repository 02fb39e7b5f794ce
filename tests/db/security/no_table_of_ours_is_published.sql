-- threat 20: Realtime streams what a publication holds, past every view.
begin;
select plan(1);

select is_empty(
  $$ select pubname, schemaname, tablename from pg_publication_tables
     where schemaname = 'tally' or schemaname like 'tally\_%' $$,
  'no publication holds a table of ours');

select * from finish();
rollback;
