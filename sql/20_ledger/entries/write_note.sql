-- Keeps the free text of an entry beside it, where it can be erased.
create function tally_ledger.write_note(p tally_ledger.posting, p_seq bigint, p_salt bytea)
returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into tally_ledger.entry_notes (account_id, seq, salt, reference, metadata)
  values (p.account_id, p_seq, p_salt, p.reference, p.metadata);
end
$$;
comment on function tally_ledger.write_note(tally_ledger.posting, bigint, bytea) is 'Inserts the note of entry p_seq.';
revoke all on function tally_ledger.write_note(tally_ledger.posting, bigint, bytea) from public;
