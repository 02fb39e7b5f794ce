-- The movement names the grant; the entry names its source.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');

select is((select (seq, kind, credits, balance_after, available, replayed, grant_id is not null)::text
 from tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 12.5, 'promotion', 'k', '2099-01-01', null, 7,
    0.998, 'usd', 'launch', '{"campaign": 1}')), '(1,grant,12.500000,12.500000,12.500000,f,t)',
  'the movement');
select is((select (source, amount, remaining, held, priority, state, expires_at = '2099-01-01', cost_basis, currency,
  scope, key)::text from tally_ledger.grants),
  '(promotion,12.500000,12.500000,0.000000,7,live,t,0.9980000000,usd,grant,k)', 'the grant');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (kind, credits, source, reference, metadata)::text from tally.entries),
  '(grant,12.500000,promotion,launch,"{""campaign"": 1}")', 'the entry');

select * from finish();
rollback;
