-- Test credits and paid ones must never share a ledger.
begin;
select plan(7);

select is(tally_base.is_test_mode(), false, 'undeclared means live');
select throws_ok($$select tally_base.set_mode('staging')$$, '23514', null, 'an unknown mode');
select lives_ok($$select tally_base.set_mode('test')$$, 'the first call decides');
select is(tally_base.is_test_mode(), true, 'it is a test deployment now');
select lives_ok($$select tally_base.set_mode('test')$$, 'a repeat is harmless');
select throws_ok($$select tally_base.set_mode('live')$$, '55000', null, 'another mode is refused');
select is((select count(*) from tally_base.deployment), 1::bigint, 'there is one row');

select * from finish();
rollback;
