-- It answers what is left, so that the scheduler goes on until 0.
begin;
select plan(2);

create function tally_base.chunk() returns bigint language sql set search_path = '' as $$ select 7::bigint $$;
insert into tally_base.jobs (name, schedule, kind, command, chunk_function)
values ('probe', '* * * * *', 'sql', 'select 1', 'tally_base.chunk');

select is(tally_base.run_job('probe'), '7', 'the rows left');
select throws_ok($$select tally_base.run_job('no_such_job')$$, 'P0002', null, 'an unknown job');

select * from finish();
rollback;
