-- Null sends the caller to the slow path; nothing changes.
begin;
select plan(5);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 5, 'adjustment', 'head', priority => 0);
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment', 'rest');
create function pg_temp.fast(p_credits numeric, p_change text default 'tier = tier') returns boolean
language plpgsql as $$
declare v_account uuid := tally.account_of('a0000000-0000-4000-8000-000000000001'); v_null boolean;
begin
  execute 'update tally_ledger.accounts set ' || p_change;
  v_null := (tally_ledger.spend_from_head(row(v_account, 'spend', -p_credits, 's', 'taken', sha256('r'), null, null, null,
    null, null, null, null)::tally_ledger.posting)).seq is null;
  raise exception using errcode = 'TP000', message = v_null::text;
exception when sqlstate 'TP000' then
  return not sqlerrm::boolean;
end $$;
select is(pg_temp.fast(5), true, 'the head pays');
select is(pg_temp.fast(5.000001), false, 'more than the head');
select is(pg_temp.fast(5, $$status = 'frozen'$$), false, 'frozen');
select is(pg_temp.fast(5, 'debt = 1, seq = seq + 1'), false, 'in debt');
select is(pg_temp.fast(5, 'next_change_at = clock_timestamp()'), false, 'time changed something');

select * from finish();
rollback;
