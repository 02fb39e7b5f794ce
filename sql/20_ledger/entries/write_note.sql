-- Keeps the free text of an entry beside it, where it can be erased.
create function tally_ledger.write_note(
  p tally_ledger.posting, p_stamp tally_ledger.stamp, p_seq bigint)
returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into tally_ledger.entry_notes (account_id, seq, salt, reference, metadata)
  values (p.account_id, p_seq, p_stamp.salt, p.reference, p.metadata);
end
$$;
comment on function tally_ledger.write_note(tally_ledger.posting, tally_ledger.stamp, bigint) is 'Inserts the note of entry p_seq.';
revoke all on function tally_ledger.write_note(tally_ledger.posting, tally_ledger.stamp, bigint) from public;
