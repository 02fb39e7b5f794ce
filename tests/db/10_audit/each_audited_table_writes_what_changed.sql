-- One change per table; a new audited table must come with its line.
begin;
select plan(14);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.start_purchase('starter');
reset role;
select tally.grant_credits(account_id, 5, 'gift', 'g') from tally_ledger.personal_accounts;
create function pg_temp.audited(p_change text) returns text language plpgsql as $$
declare v_last bigint := (select coalesce(max(id), 0) from tally_audit.log); v_row tally_audit.log;
begin
  execute p_change;
  select * into strict v_row from tally_audit.log where id > v_last;
  return concat_ws(' ', v_row.table_name, v_row.operation, (select string_agg(k, ',' order by k)
    from jsonb_object_keys(v_row.changes) k));
end $$;

select is(pg_temp.audited(change), expected, change)
from (values
  ($$select tally_base.set_setting('welcome_credits', '5')$$, 'tally_base.settings update value'),
  ($$select tally_base.set_mode('test')$$, 'tally_base.deployment insert mode,singleton'),
  ($$insert into tally_base.admins (user_id) values ('a0000000-0000-4000-8000-000000000001')$$,
    'tally_base.admins insert added_at,user_id'),
  ($$update tally_base.tiers set rank = 9 where name = 'team'$$, 'tally_base.tiers update rank'),
  ($$update tally_base.jobs set active = false where name = 'book_expiries'$$, 'tally_base.jobs update active'),
  ($$update tally_ledger.accounts set status = 'frozen'$$, 'tally_ledger.accounts update status'),
  ($$update tally_ledger.accounts set tier = 'pro'$$, 'tally_ledger.accounts update tier'),
  ($$update tally_ledger.grants set priority = 7$$, 'tally_ledger.grants update priority'),
  ($$update tally_ledger.account_members set role = 'admin'$$, 'tally_ledger.account_members update role'),
  ($$update tally_metering.actions set title = 'Sound' where key = 'audio_upload'$$,
    'tally_metering.actions update title'),
  ($$update tally_billing.packs set amount_minor = 1 where key = 'starter'$$,
    'tally_billing.packs update amount_minor'),
  ($$select tally.attach_customer(account_id, 'cus_1') from tally_ledger.personal_accounts$$,
    'tally_billing.customers insert account_id,attached_at,customer_id'),
  ($$select tally_billing.end_purchase(p, 'expired') from tally_billing.purchases p$$,
    'tally_billing.purchases update ended_at,status'),
  ($$insert into tally_billing.checkout_sessions select 'cs_1', account_id, id from tally_billing.purchases$$,
    'tally_billing.checkout_sessions insert account_id,purchase_id,session_id')) t (change, expected);

select * from finish();
rollback;
