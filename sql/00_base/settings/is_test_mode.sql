-- Whether this deployment was declared a test.
create function tally_base.is_test_mode()
returns boolean
language sql stable
set search_path = ''
as $$
  select exists (select from tally_base.deployment where mode = 'test')
$$;
comment on function tally_base.is_test_mode() is 'False unless the operator set mode test.';
revoke all on function tally_base.is_test_mode() from public;
