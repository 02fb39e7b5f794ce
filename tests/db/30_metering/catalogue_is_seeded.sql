-- What the first start sells and charges for.
begin;
select plan(2);

set local role anon;
set local "request.jwt.claims" to '{"role": "anon"}';
select results_eq('select key, credits::numeric from tally.actions order by key',
  $$ values ('audio_upload', 2.0), ('chapter_creation', 1.0), ('docx_processing', 5.0), ('premium_export', 15.0),
     ('section_creation', 1.0), ('txt_upload', 3.0) $$, 'actions');
select results_eq('select key, credits::numeric, amount_minor, currency from tally.packs order by position',
  $$ values ('starter', 500.0, 499::bigint, 'usd'), ('creator', 1500.0, 1499::bigint, 'usd'),
     ('professional', 3500.0, 2999::bigint, 'usd') $$, 'packs');

select * from finish();
rollback;
