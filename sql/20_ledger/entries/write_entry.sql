-- Writes the entry that the account row already counts, and its note.
-- False when the key exists: a parallel call with the same key was first.
create function tally_ledger.write_entry(
  p tally_ledger.posting, p_booking tally_ledger.booking)
returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  v_salt bytea;
  v_note_hash bytea;
  v_entry tally_ledger.entries;
begin
  if p.reference is not null or p.metadata is not null then
    v_salt := uuid_send(gen_random_uuid());
    v_note_hash := tally_ledger.note_hash(v_salt, p.reference, p.metadata);
  end if;

  -- In the order of the table's columns.
  v_entry := row(
    p.account_id, p_booking.seq, p.kind, p.credits, p_booking.balance, p_booking.available, 0,
    p_booking.grant_id, p.scope, p.key, p.request_hash, p.action, p.price_id, p.quantity,
    p.user_id, tally_base.actor(), tally_base.request_id(), v_note_hash,
    coalesce(p.event_at, p_booking.recorded_at), p_booking.recorded_at, null);
  -- A statement of its own: the entry before may have been committed while we waited for the account.
  v_entry.hash := tally_ledger.entry_hash((
    select e.hash from tally_ledger.entries e
    where e.account_id = p.account_id and e.seq = p_booking.seq - 1), v_entry);

  insert into tally_ledger.entries values (v_entry.*)
  on conflict (account_id, scope, key) do nothing;
  if not found then
    return false;
  end if;
  if v_salt is not null then
    insert into tally_ledger.entry_notes (account_id, seq, salt, reference, metadata)
    values (p.account_id, p_booking.seq, v_salt, p.reference, p.metadata);
  end if;
  return true;
end
$$;
comment on function tally_ledger.write_entry(tally_ledger.posting, tally_ledger.booking) is 'Inserts the entry of a booking; false when its key is taken.';
revoke all on function tally_ledger.write_entry(tally_ledger.posting, tally_ledger.booking) from public;
