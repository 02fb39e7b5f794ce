-- Ends a locked purchase that will not be paid, unless it was.
create function tally_billing.end_purchase(p tally_billing.purchases, p_status text)
returns tally_billing.outcome
language plpgsql volatile
set search_path = ''
as $$
begin
  if p.status <> 'pending' then
    return row('ignored', 'already_' || p.status, p.account_id, p.id, null, null)::tally_billing.outcome;
  end if;

  update tally_billing.purchases set status = p_status, ended_at = tally_base.clock()
  where account_id = p.account_id and id = p.id;
  return row('applied', null, p.account_id, p.id, null, null)::tally_billing.outcome;
end
$$;
comment on function tally_billing.end_purchase(tally_billing.purchases, text) is 'Sets a pending purchase to expired or failed; ignored in any other state.';
revoke all on function tally_billing.end_purchase(tally_billing.purchases, text) from public;
