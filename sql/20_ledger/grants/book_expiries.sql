-- Sweeps accounts on which a grant expired or took effect, a bounded number per call.
-- Reads and spends never count expired credits; this only puts it in the books.
create function tally_ledger.book_expiries()
returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  v_accounts constant integer := 500;
  v_account uuid;
begin
  for v_account in
    select account_id from tally_ledger.due_accounts() order by account_id limit v_accounts
  loop
    perform tally_ledger.lock_account(v_account);
  end loop;

  return (select count(*) from tally_ledger.due_accounts());
end
$$;
comment on function tally_ledger.book_expiries() is 'Job: books one chunk of due expiries and scheduled grants; returns the accounts left.';
revoke all on function tally_ledger.book_expiries() from public;
