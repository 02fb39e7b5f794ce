-- threat 26: two keys that look alike are one key to a person.
begin;
select plan(23);

select is(tally_base.is_plain_text(input), expected, name)
from (values
  ('one character', 'a', true),
  ('two hundred', repeat('a', 200), true),
  ('two hundred wide ones', repeat('🙂', 200), true),
  ('spaces inside', 'my book 1', true),
  ('accents and other scripts', 'Ünïcode ٥ 漢字', true),
  ('markup and quotes', '<b>''"; drop table x; --', true),
  ('null', null, null),
  ('empty', '', false),
  ('blank', '   ', false),
  ('two hundred and one', repeat('a', 201), false),
  ('100 kB', repeat('a', 102400), false),
  ('newline', E'a\nb', false),
  ('tab', E'a\tb', false),
  ('escape', E'a\u001bb', false),
  ('delete', E'a\u007fb', false),
  ('C1 control', E'a\u0085b', false),
  ('soft hyphen', E'a\u00adb', false),
  ('zero-width space', E'a\u200bb', false),
  ('zero-width joiner', E'a\u200db', false),
  ('right-to-left override', E'a\u202eb', false),
  ('line separator', E'a\u2028b', false),
  ('isolate', E'a\u2066b', false),
  ('byte order mark', E'\ufeffa', false)) text (name, input, expected);

select * from finish();
rollback;
