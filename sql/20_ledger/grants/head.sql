-- What an account caches of its grants: which burns next, what it has left, when time changes that.
create function tally_ledger.head(p_account uuid, p_at timestamptz)
returns tally_ledger.head
language plpgsql stable
set search_path = ''
as $$
declare
  v_head tally_ledger.head;
begin
  select id, (remaining - held)::tally_base.credits into v_head.grant_id, v_head.remaining
  from tally_ledger.burn_order(p_account, p_at, 1);

  select coalesce(min(case state when 'scheduled' then effective_at else expires_at end), 'infinity')
  into v_head.next_change_at
  from tally_ledger.grants
  where account_id = p_account and state in ('scheduled', 'live');

  v_head.remaining := coalesce(v_head.remaining, 0);
  return v_head;
end
$$;
comment on function tally_ledger.head(uuid, timestamptz) is 'The head of an account from its grant rows; true only after the stale head was settled.';
revoke all on function tally_ledger.head(uuid, timestamptz) from public;
