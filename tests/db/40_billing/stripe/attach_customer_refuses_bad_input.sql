-- Nothing is attached.
begin;
select plan(10);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');

select throws_ok(
  format('select tally.attach_customer(%L, %L)', tally.account_of('a0000000-0000-4000-8000-000000000001'), customer),
  'PT400', 'invalid_request', coalesce(left(customer, 20), 'null'))
from (values (null), (''), ('cs_1'), ('cus_'), ('cus_a b'), (E'cus_1\n'), ('cus_' || repeat('a', 251))) t (customer);
select throws_ok($$select tally.attach_customer('a0000000-0000-4000-8000-000000000001', 'cus_1')$$, 'PT404',
  'not_found', 'an unknown account');
select throws_ok($$select tally.attach_customer(null, 'cus_1')$$, 'PT404', 'not_found', 'no account');
select is((select count(*) from tally_billing.customers), 0::bigint, 'nothing');

select * from finish();
rollback;
