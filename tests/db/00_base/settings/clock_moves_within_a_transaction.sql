-- What expires is decided at the instant, not when the transaction began.
begin;
select plan(2);

create temp table reading as select tally_base.clock() as at;

select cmp_ok((select at from reading), '>', now(), 'later than the transaction''s start');
select cmp_ok(tally_base.clock(), '>', (select at from reading), 'later than the reading before');

select * from finish();
rollback;
