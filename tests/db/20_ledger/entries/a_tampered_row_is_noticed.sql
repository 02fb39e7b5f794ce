-- threats 97, 98: nobody can stop the owner of the database; the chain names the row.
begin;
select plan(23);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 50, 'adjustment', 'first',
  reference => 'a gift');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'one');
select tally.spend('audio_upload', 'two');
reset role;
create function pg_temp.broken() returns text language sql as $$
  select string_agg(e.seq::text, ' ' order by e.seq) from tally_ledger.entries e
  left join tally_ledger.entries before on before.account_id = e.account_id and before.seq = e.seq - 1
  left join tally_ledger.entry_notes n on n.account_id = e.account_id and n.seq = e.seq
  where e.hash is distinct from tally_ledger.recompute_hash(before.hash, e)
    or e.note_hash is distinct from
      case when n.salt is not null then tally_ledger.note_hash(n.salt, n.reference, n.metadata) end
$$;
create function pg_temp.after(p_tampering text) returns text language plpgsql as $$
declare v_found text;
begin
  execute p_tampering;
  v_found := pg_temp.broken();
  raise exception using errcode = 'TP000', message = coalesce(v_found, 'nothing');
exception when sqlstate 'TP000' then
  return sqlerrm;
end $$;
alter table tally_ledger.entries disable trigger user;

select is(pg_temp.after('select 1'), 'nothing', 'an honest ledger');
select is(pg_temp.after(tampering), found, tampering)
from (values
  ('update tally_ledger.entries set credits = -1 where seq = 2', '2'),
  ('update tally_ledger.entries set balance_after = 1 where seq = 2', '2'),
  ('update tally_ledger.entries set available_after = 1 where seq = 3', '3'),
  ('update tally_ledger.entries set debt_change = 1 where seq = 3', '3'),
  ($$update tally_ledger.entries set kind = 'expire' where seq = 2$$, '2'),
  ($$update tally_ledger.entries set key = 'x' where seq = 2$$, '2'),
  ($$update tally_ledger.entries set scope = 'x' where seq = 1$$, '1'),
  ($$update tally_ledger.entries set request_hash = '' where seq = 2$$, '2'),
  ($$update tally_ledger.entries set action = 'x' where seq = 2$$, '2'),
  ('update tally_ledger.entries set price_id = 9 where seq = 2', '2'),
  ('update tally_ledger.entries set quantity = 9 where seq = 2', '2'),
  ('update tally_ledger.entries set user_id = gen_random_uuid() where seq = 2', '2'),
  ($$update tally_ledger.entries set actor = 'x' where seq = 2$$, '2'),
  ($$update tally_ledger.entries set request_id = 'x' where seq = 2$$, '2'),
  ($$update tally_ledger.entries set event_at = event_at - interval '1 us' where seq = 2$$, '2'),
  ($$update tally_ledger.entries set recorded_at = recorded_at + interval '1 us' where seq = 2$$, '2'),
  ('update tally_ledger.entries set grant_id = null where seq = 2', '2'),
  ('update tally_ledger.entries set seq = 9 where seq = 2', '3 9'),
  ('delete from tally_ledger.entries where seq = 2', '3'),
  ($$update tally_ledger.entries set hash = '' where seq = 2$$, '2 3'),
  ($$update tally_ledger.entry_notes set reference = 'a loan'$$, '1'),
  ($$update tally_ledger.entry_notes set metadata = '{}'$$, '1')) t (tampering, found);

select * from finish();
rollback;
