-- threats 28, 85: text is data, in every place it may be given.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k''; drop table x; --', 1, null, '<script>alert(1)</script>',
  '{"__proto__": "'';--", "a": "<img src=x>"}');

select is((select (reference, metadata ->> '__proto__', metadata ->> 'a')::text from tally.entries where seq = 2),
  '("<script>alert(1)</script>",'';--,"<img src=x>")', 'as it was');
reset role;
select is((select key from tally_ledger.entries where seq = 2), 'k''; drop table x; --', 'the key, too');

select * from finish();
rollback;
