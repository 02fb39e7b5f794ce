-- Keyed, so that a list of addresses cannot be tried against it.
begin;
select plan(4);

select is(tally_base.person_hash(' Ann@Example.test '), tally_base.person_hash('ann@example.test'),
  'case and spaces do not make another person');
select isnt(tally_base.person_hash('ann@example.test'), tally_base.person_hash('bob@example.test'),
  'another address does');
select isnt(tally_base.person_hash('ann@example.test'), sha256('ann@example.test'), 'it is no plain hash');
select is(tally_base.person_hash(null), null, 'nobody has none');

select * from finish();
rollback;
