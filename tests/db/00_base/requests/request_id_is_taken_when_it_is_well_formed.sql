-- threat 88: what goes into the books and logs is at most 64 harmless characters.
begin;
select plan(6);

create function pg_temp.id_of(p_headers text) returns text language plpgsql as $$
begin
  perform set_config('request.headers', p_headers, true);
  return tally_base.request_id();
end $$;

select is(pg_temp.id_of(null), null, 'no request');
select is(pg_temp.id_of('{}'), null, 'no header');
select is(pg_temp.id_of('{"x-request-id": "abc-123"}'), 'abc-123', 'a good one');
select is(pg_temp.id_of('{"x-request-id": "a b"}'), null, 'a space');
select is(pg_temp.id_of('{"x-request-id": "a\r\nb"}'), null, 'a line break');
select is(pg_temp.id_of(json_build_object('x-request-id', repeat('a', 65))::text), null, 'too long');

select * from finish();
rollback;
