-- threat 96: triggers bind the owner, too.
begin;
select plan(3);

select tally_base.set_setting('welcome_credits', '5');

select throws_ok(statement, 'PT409', 'append_only', statement)
from (values ($$update tally_audit.log set actor = 'nobody'$$), ('delete from tally_audit.log'),
  ('truncate tally_audit.log')) t (statement);

select * from finish();
rollback;
