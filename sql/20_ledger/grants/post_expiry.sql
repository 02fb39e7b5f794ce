-- Books the end of a grant: what is left of it expires.
-- A grant with nothing left ends without an entry.
create function tally_ledger.post_expiry(p tally_ledger.grants, p_at timestamptz)
returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_posting tally_ledger.posting;
begin
  if p.remaining = 0 then
    update tally_ledger.grants set state = 'spent' where account_id = p.account_id and id = p.id;
    return;
  end if;

  v_posting.account_id := p.account_id;
  v_posting.kind := 'expire';
  v_posting.credits := (-p.remaining)::tally_base.credits;
  v_posting.scope := 'expire';
  v_posting.key := p.id::text;
  v_posting.request_hash := tally_ledger.request_hash(p.id::text);
  v_posting.event_at := p.expires_at;
  perform tally_ledger.post_entry(v_posting, p_at, array[p.id], array[p.remaining::numeric]);
end
$$;
comment on function tally_ledger.post_expiry(tally_ledger.grants, timestamptz) is 'Expires what a grant has left; needs the account lock.';
revoke all on function tally_ledger.post_expiry(tally_ledger.grants, timestamptz) from public;
