create policy accounts_members_read on tally_ledger.accounts for select to authenticated
  using (id in (select tally_ledger.my_accounts('member')));

create policy grants_admins_read on tally_ledger.grants for select to authenticated
  using (account_id in (select tally_ledger.my_accounts('admin')));

create policy entries_members_read on tally_ledger.entries for select to authenticated
  using (account_id in (select tally_ledger.my_accounts('admin'))
    or (account_id in (select tally_ledger.my_accounts('member'))
      and user_id = (select auth.uid())));

create policy allocations_admins_read on tally_ledger.allocations
  for select to authenticated
  using (account_id in (select tally_ledger.my_accounts('admin')));

create policy entry_notes_entry_readers_read on tally_ledger.entry_notes
  for select to authenticated
  using (account_id in (select tally_ledger.my_accounts('admin'))
    or (account_id in (select tally_ledger.my_accounts('member'))
      and exists (select from tally_ledger.entries e
        where e.account_id = entry_notes.account_id and e.seq = entry_notes.seq)));
