-- threat 27: it is stored for ever and comes from anyone.
begin;
select plan(17);

select lives_ok(format('select tally_base.require_note(%L, %L)', reference, metadata), name)
from (values
  ('nothing', null, null),
  ('a reference', 'book 1', null),
  ('an object', null, '{"a": [1, "two", null]}'),
  ('names JavaScript knows', null, '{"__proto__": {"constructor": 1}}'),
  ('five levels', null, '{"a": {"a": {"a": {"a": {"a": 1}}}}}'),
  ('almost 4 kB', null, json_build_object('a', repeat('x', 4080))::text)) note (name, reference, metadata);
select throws_ok(format('select tally_base.require_note(%L, null)', reference), 'PT400', 'invalid_reference', name)
from (values ('empty', ''), ('201 characters', repeat('r', 201)), ('control character', E'a\u0007'))
  note (name, reference);
select throws_ok(format('select tally_base.require_note(null, %L)', metadata), 'PT400', 'invalid_request', name)
from (values
  ('a scalar', '1'),
  ('a string', '"a"'),
  ('an array', '[]'),
  ('JSON null', 'null'),
  ('six levels', '{"a": {"a": {"a": {"a": {"a": {"a": 1}}}}}}'),
  ('nested arrays', '{"a": [[[[[1]]]]]}'),
  ('more than 4 kB', json_build_object('a', repeat('x', 4100))::text),
  ('1 MB', json_build_object('a', repeat('x', 1048576))::text)) note (name, metadata);

select * from finish();
rollback;
