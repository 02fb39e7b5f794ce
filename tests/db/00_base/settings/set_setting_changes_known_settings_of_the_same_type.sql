-- A misspelt setting would silently do nothing.
begin;
select plan(9);

select lives_ok($$select tally_base.set_setting('welcome_credits', '25')$$, 'a known one');
select is(tally_base.setting('welcome_credits'), '25', 'is changed');
select throws_ok($$select tally_base.set_setting('welcome_credit', '25')$$, '22023', null, 'an unknown name');
select throws_ok($$select tally_base.set_setting('welcome_credits', '"25"')$$, '22023', null, 'another type');
select throws_ok($$select tally_base.set_setting('welcome_credits', null)$$, '22023', null, 'nothing');
select throws_ok(format('select tally_base.set_setting(%L, %L)', 'welcome_credits', value), '22023', null, value)
from (values ('-1'), ('1000000001'), ('0.0000001')) t (value);
select is(tally_base.setting('welcome_credits'), '25', 'refusals change nothing');

select * from finish();
rollback;
