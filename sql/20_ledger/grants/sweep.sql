-- Books what time did to a locked account: grants that took effect, grants that expired.
-- In the order of their instants, so that a late sweep ends like a punctual one.
create function tally_ledger.sweep(p_account uuid, p_at timestamptz)
returns tally_ledger.accounts
language plpgsql volatile
set search_path = ''
as $$
declare
  v_grant tally_ledger.grants;
  v_account tally_ledger.accounts;
begin
  for v_grant in
    select * from tally_ledger.grants g
    where g.account_id = p_account
      and (g.state = 'scheduled' and g.effective_at <= p_at or g.state = 'live' and g.expires_at <= p_at)
    order by case g.state when 'scheduled' then g.effective_at else g.expires_at end, g.id
  loop
    if v_grant.state = 'scheduled' then
      perform tally_ledger.post_grant(v_grant, p_at);
      v_grant.remaining := v_grant.amount;
    end if;
    if v_grant.expires_at <= p_at then
      perform tally_ledger.post_expiry(v_grant, p_at);
    end if;
  end loop;

  update tally_ledger.accounts a
  set (head_grant_id, head_remaining, next_change_at) = (
    select h.grant_id, h.remaining, h.next_change_at from tally_ledger.head(a.id, p_at) h)
  where a.id = p_account
  returning a.* into v_account;
  return v_account;
end
$$;
comment on function tally_ledger.sweep(uuid, timestamptz) is 'Posts due grants and expiries of a locked account whose head was settled.';
revoke all on function tally_ledger.sweep(uuid, timestamptz) from public;
