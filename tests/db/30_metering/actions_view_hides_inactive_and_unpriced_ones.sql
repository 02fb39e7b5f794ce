-- What cannot be charged is not offered.
begin;
select plan(2);

update tally_metering.actions set active = false where key = 'audio_upload';
insert into tally_metering.actions (key, title) values ('unpriced', 'Unpriced');

set local role anon;
set local "request.jwt.claims" to '{"role": "anon"}';
select is_empty($$select key from tally.actions where key in ('audio_upload', 'unpriced')$$, 'to strangers');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is_empty($$select key from tally.actions where key in ('audio_upload', 'unpriced')$$, 'to users');

select * from finish();
rollback;
