-- ledger.md, Proof: sha256(previous ‖ facts), for every kind of entry.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 3, 'adjustment', 'ends',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 50, 'adjustment', 'stays',
  reference => 'a gift', metadata => '{"from": "us"}');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('chapter_creation', 'one');
select tally.spend('chapter_creation', 'two', 1, null, 'book', '{"page": 1}');
reset role;
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'ends';
update tally_ledger.accounts set next_change_at = clock_timestamp();
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'three');
reset role;
select tally.grant_credits(pg_temp.ann(), 7, 'adjustment', 'last');
create function pg_temp.broken() returns setof bigint language sql as $$
  select e.seq from tally_ledger.entries e
  left join tally_ledger.entries before on before.account_id = e.account_id and before.seq = e.seq - 1
  left join tally_ledger.entry_notes n on n.account_id = e.account_id and n.seq = e.seq
  where e.hash is distinct from tally_ledger.recompute_hash(before.hash, e)
    or e.note_hash is distinct from
      case when n.salt is not null then tally_ledger.note_hash(n.salt, n.reference, n.metadata) end
$$;

select is((select count(distinct kind) from tally_ledger.entries), 3::bigint, 'grant, spend and expire');
select is_empty('select pg_temp.broken()', 'every hash recomputes');
set local time zone 'Asia/Kathmandu';
select is_empty('select pg_temp.broken()', 'in every time zone');

select * from finish();
rollback;
