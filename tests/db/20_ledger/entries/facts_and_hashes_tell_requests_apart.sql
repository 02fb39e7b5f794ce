-- Two different rows never give one text; nulls count.
begin;
select plan(7);

select isnt(tally_ledger.request_hash('a', 'b'), tally_ledger.request_hash('ab'), 'arguments are separate');
select isnt(tally_ledger.request_hash('a', null), tally_ledger.request_hash('a'), 'null is an argument');
select isnt(tally_ledger.request_hash('a', null), tally_ledger.request_hash('a', 'null'), 'and not its name');
select is(tally_ledger.request_hash('a', 'b'), tally_ledger.request_hash('a', 'b'), 'the same is the same');
select isnt(tally_ledger.note_hash('\x01', 'r', '{}'), tally_ledger.note_hash('\x02', 'r', '{}'), 'the salt counts');
select isnt(tally_ledger.note_hash('\x01', 'r', null), tally_ledger.note_hash('\x01', null, '"r"'), 'text is not metadata');
select isnt(
  tally_ledger.facts(row(null, 'spend', 1, 'a', 'b', '', null, null, null, null, null, null, null)::tally_ledger.posting, 'user', null, null),
  tally_ledger.facts(row(null, 'spend', 1, 'a","b', null, '', null, null, null, null, null, null, null)::tally_ledger.posting, 'user', null, null),
  'quotes in a key do not move its edge');

select * from finish();
rollback;
