-- threats 1, 2, 14: a new door, or one opened to the wrong role, fails here first.
begin;
select plan(2);

select set_eq(
  $$ select r.rolname::text, format('%s.%s', n.nspname, p.proname)
     from pg_proc p
     join pg_namespace n on n.oid = p.pronamespace
     join pg_roles r on r.rolname in ('anon', 'authenticated', 'service_role')
     where (n.nspname = 'tally' or n.nspname like 'tally\_%')
       and has_function_privilege(r.rolname, p.oid, 'execute') $$,
  $$ values
     ('authenticated', 'tally.balance'),
     ('authenticated', 'tally.explain'),
     ('authenticated', 'tally.quote'),
     ('authenticated', 'tally.spend'),
     ('authenticated', 'tally.start_purchase'),
     ('authenticated', 'tally_ledger.my_accounts'),
     ('service_role', 'tally.account_of'),
     ('service_role', 'tally.attach_checkout_session'),
     ('service_role', 'tally.attach_customer'),
     ('service_role', 'tally.customer_of'),
     ('service_role', 'tally.grant_credits'),
     ('service_role', 'tally.health_report'),
     ('service_role', 'tally.receive_stripe_event'),
     ('service_role', 'tally.server_time') $$,
  'each role executes its doors and nothing else');
select is_empty(
  $$ select p.proname from pg_proc p where p.pronamespace = 'tally'::regnamespace
     group by p.proname having count(*) > 1 $$,
  'no door is overloaded: the Data API could not tell which is meant');

select * from finish();
rollback;
