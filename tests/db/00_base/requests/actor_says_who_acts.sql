-- A label for the books, taken from the role the Data API switched to.
begin;
select plan(3);

select is(tally_base.actor(), 'sql:' || session_user, 'an operator, by login');
grant usage on schema tally_base to authenticated, service_role;
grant execute on function tally_base.actor() to authenticated, service_role;
set local role authenticated;
select is(tally_base.actor(), 'user', 'a user');
set local role service_role;
select is(tally_base.actor(), 'service', 'a server');

select * from finish();
rollback;
