create policy packs_anyone_reads on tally_billing.packs for select to anon, authenticated
  using (active);
create policy purchases_admins_read on tally_billing.purchases for select to authenticated
  using (account_id in (select tally_ledger.my_accounts('admin')));
