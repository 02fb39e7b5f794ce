-- Refuses an update of a balance that is no movement.
-- A hand-made balance has no entry behind it, and the books would stop adding up.
create function tally_ledger.refuse_balance_by_hand()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if (old.balance, old.debt) is distinct from (new.balance, new.debt) then
    perform tally_base.fail('append_only',
      'A balance changes by a movement only: use tally.grant_credits to add credits.');
  end if;
  return new;
end
$$;
comment on function tally_ledger.refuse_balance_by_hand() is 'Trigger, for updates that leave seq alone: PT409 append_only when balance or debt changes.';
revoke all on function tally_ledger.refuse_balance_by_hand() from public;
