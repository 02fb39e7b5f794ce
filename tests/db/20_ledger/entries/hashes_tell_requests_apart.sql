-- Two different requests never give one text; nulls count.
begin;
select plan(6);

select isnt(tally_ledger.request_hash('a', 'b'), tally_ledger.request_hash('ab'), 'arguments are separate');
select isnt(tally_ledger.request_hash('a', null), tally_ledger.request_hash('a'), 'null is an argument');
select isnt(tally_ledger.request_hash('a', null), tally_ledger.request_hash('a', 'null'), 'and not its name');
select is(tally_ledger.request_hash('a', 'b'), tally_ledger.request_hash('a', 'b'), 'the same is the same');
select isnt(tally_ledger.note_hash('\x01', 'r', '{}'), tally_ledger.note_hash('\x02', 'r', '{}'),
  'the salt counts');
select isnt(tally_ledger.note_hash('\x01', 'r', null), tally_ledger.note_hash('\x01', null, '"r"'),
  'a reference is not metadata');

select * from finish();
rollback;
