-- What could not be found again is no key.
begin;
select plan(6);

select lives_ok($$select tally_base.require_key('order-1')$$, 'plain text');
select throws_ok(format('select tally_base.require_key(%L)', input), 'PT400', 'invalid_key', name)
from (values ('null', null), ('empty', ''), ('blank', ' '), ('201 characters', repeat('k', 201)),
  ('a newline', E'a\nb')) key (name, input);

select * from finish();
rollback;
