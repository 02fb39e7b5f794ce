-- What an account can spend at this instant, from the rows that authorise a spend.
-- Time decides, not whether a job has booked it: expired credits do not count, due scheduled ones do.
create function tally_ledger.account_state(p_account uuid)
returns table (
  account_id uuid, available numeric, posted numeric, held numeric, debt numeric, status text,
  tier text, low_balance numeric, expires_next_at timestamptz, expires_next_credits numeric,
  updated_at timestamptz)
language sql stable
set search_path = ''
as $$
  with clock as materialized (select tally_base.clock() as at),
  live as (
    select g.expires_at, case g.state when 'live' then g.remaining - g.held else g.amount end as free
    from tally_ledger.grant_state g, clock
    where g.account_id = p_account
      and (g.state = 'live' or g.state = 'scheduled' and g.effective_at <= clock.at)
      and (g.expires_at is null or g.expires_at > clock.at)
  ),
  next as (
    select l.expires_at, sum(l.free) as credits
    from live l where l.expires_at is not null and l.free > 0
    group by l.expires_at order by l.expires_at limit 1
  )
  select a.id,
    case when a.status = 'open' and a.debt = 0 then coalesce((select sum(free) from live), 0) else 0 end,
    a.balance, a.held, a.debt, a.status::text, a.tier, a.low_balance, n.expires_at, n.credits,
    case when a.seq = 0 then a.created_at else a.last_recorded_at end
  from tally_ledger.accounts a
  left join next n on true
  where a.id = p_account
$$;
comment on function tally_ledger.account_state(uuid) is 'One row: credits posted, held, available, what expires next and when.';
revoke all on function tally_ledger.account_state(uuid) from public;
