-- Restores an account that the fast path moved without an entry; the row is still locked by us.
create function tally_ledger.take_back_move(p tally_ledger.posting)
returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update tally_ledger.accounts a
  set balance = a.balance - p.credits,
    head_remaining = a.head_remaining - p.credits,
    seq = a.seq - 1,
    last_hash = coalesce((
      select e.hash from tally_ledger.entries e
      where e.account_id = a.id and e.seq = a.seq - 1), '')
  where a.id = p.account_id;
end
$$;
comment on function tally_ledger.take_back_move(tally_ledger.posting) is 'Undoes the account update of spend_credits when it wrote no entry.';
revoke all on function tally_ledger.take_back_move(tally_ledger.posting) from public;
