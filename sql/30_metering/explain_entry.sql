-- Everything behind one entry: what was done, at which price, which grants it touched.
-- A member sees his own entries of a shared account, an admin all: as in the view.
create function tally_metering.explain_entry(p_account uuid, p_seq bigint, p_reader uuid)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_explained jsonb;
begin
  select jsonb_build_object(
    'account_id', e.account_id, 'seq', e.seq, 'kind', e.kind, 'credits', e.credits,
    'balance_after', e.balance_after, 'action', e.action, 'title', a.title,
    'quantity', e.quantity, 'unit_price', p.credits, 'price_id', e.price_id,
    'source', case when e.kind = 'grant' then g.grants -> 0 ->> 'source' end,
    'grants', g.grants, 'reference', n.reference, 'metadata', n.metadata, 'actor', e.actor,
    'request_id', e.request_id, 'event_at', e.event_at, 'recorded_at', e.recorded_at)
  into v_explained
  from tally_ledger.entries e
  left join tally_metering.actions a on a.key = e.action
  left join tally_metering.prices p on p.id = e.price_id
  left join tally_ledger.entry_notes n on n.account_id = e.account_id and n.seq = e.seq
  cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('grant_id', s.id, 'source', s.source,
      'credits', t.amount, 'expires_at', s.expires_at, 'cost_basis_minor', s.cost_basis,
      'currency', s.currency, 'purchase_id', s.purchase_id) order by s.id), '[]') as grants
    from tally_ledger.entry_grants t
    join tally_ledger.grant_state s on s.account_id = t.account_id and s.id = t.grant_id
    where t.account_id = e.account_id and t.seq = e.seq) g
  where e.account_id = p_account and e.seq = p_seq
    and (e.user_id = p_reader or exists (
      select from tally_ledger.account_members m
      where m.account_id = p_account and m.user_id = p_reader and m.role in ('admin', 'owner')));

  if v_explained is null then
    perform tally_base.fail('not_found');
  end if;
  return v_explained;
end
$$;
comment on function tally_metering.explain_entry(uuid, bigint, uuid) is 'JSON as at tally.explain; PT404 not_found.';
revoke all on function tally_metering.explain_entry(uuid, bigint, uuid) from public;
