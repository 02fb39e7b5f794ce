-- It answers like the path under the lock, whatever stands in its way.
begin;
select plan(7);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 5, 'adjustment', 'head',
  priority => 0);
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'rest');
create function pg_temp.spent(p_credits numeric, p_change text default 'tier = tier') returns text
language plpgsql as $$
declare v_account uuid := pg_temp.ann(); v_paid text;
begin
  execute 'update tally_ledger.accounts set ' || p_change;
  perform tally_ledger.spend_credits(row(v_account, 'spend', -p_credits, 's', 'k', sha256('r'), null, null,
    null, null, null, null, null)::tally_ledger.posting);
  select string_agg(trim_scale(g.amount)::text, '+' order by g.grant_id) into v_paid
  from tally_ledger.entry_grants g where g.seq = 3;
  raise exception using errcode = 'TP000', message = v_paid;
exception when others then
  return sqlerrm;
end $$;

select is(pg_temp.spent(5), '5', 'the head pays');
select is(pg_temp.spent(5.000001), '5+0.000001', 'more than the head: the next one, too');
select is(pg_temp.spent(25), '5+20', 'all there is');
select is(pg_temp.spent(25.000001), 'insufficient_credits', 'more than that');
select is(pg_temp.spent(5, $$status = 'frozen'$$), 'account_frozen', 'frozen');
select is(pg_temp.spent(5, 'debt = 1, seq = seq + 1'), 'debt_outstanding', 'in debt');
select is(pg_temp.spent(5, 'next_change_at = clock_timestamp()'), '5',
  'when time may have changed something');

select * from finish();
rollback;
