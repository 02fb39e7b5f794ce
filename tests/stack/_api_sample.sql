-- A schema of every shape our doors and views have, independent of sql/.
create schema tally;
create schema hidden;
grant usage on schema tally to anon, authenticated, service_role;

create domain hidden.credits as numeric(20, 6) check (value >= 0);
create type tally.movement as (seq bigint, credits numeric, at timestamptz, metadata jsonb);

create table hidden.notes (
  id int primary key generated always as identity,
  owner uuid not null default auth.uid(),
  title text not null unique,
  amount hidden.credits not null default 1.5,
  whole bigint not null default 9007199254740993,
  at timestamptz not null default '2026-11-20 12:00:00.25+00',
  day date not null default '2026-11-20',
  tags text[] not null default '{a,b}',
  body jsonb
);
alter table hidden.notes enable row level security;
create policy notes_owner_select on hidden.notes for select to authenticated
  using (owner = (select auth.uid()));
grant select on hidden.notes to authenticated;
create view tally.notes with (security_invoker) as select * from hidden.notes;
grant select on tally.notes to authenticated;

create table hidden.catalog (key text primary key, price numeric(20, 6) not null);
insert into hidden.catalog select 'item_' || lpad(n::text, 4, '0'), n from generate_series(1, 1200) n;
create view tally.catalog as select * from hidden.catalog;
grant select on tally.catalog to anon, authenticated;

-- A bare table, no row level security and no grant to clients: it must still be closed to them.
create table tally.bare (id int primary key);
insert into tally.bare values (1);
grant select on tally.bare to service_role;
-- And one nothing is granted on, with row level security: nobody may grant it on the way.
create table tally.sealed (id int primary key);
alter table tally.sealed enable row level security;

create function tally.spend(action text, idempotency_key text, quantity numeric = 1,
  account uuid = null, metadata jsonb = null) returns tally.movement
language plpgsql security definer set search_path = '' as $$
begin
  if action = 'unknown' then
    raise exception using errcode = 'PT404', message = 'not_found',
      detail = 'There is no such action.', hint = 'See the view actions.';
  elsif action = 'plain' then
    raise exception 'something else';
  elsif action = 'busy' then
    raise exception using errcode = 'PGRST',
      message = '{"code": "PT429", "message": "rate_limited", "details": "Too often.", "hint": "Wait."}',
      detail = '{"status": 429, "headers": {"Retry-After": "3", "X-Own": "yes"}}';
  elsif action = 'garbled' then
    raise exception using errcode = 'PGRST', message = 'no json';
  elsif action = 'broken' then
    raise exception using errcode = 'XX000', message = 'internal';
  elsif action = 'twice' then
    insert into hidden.notes (owner, title) values (auth.uid(), 'x'), (auth.uid(), 'x');
  elsif action = 'huge' then
    perform (10 ^ 30)::int;
  end if;
  insert into hidden.notes (owner, title, amount, body)
    values (auth.uid(), idempotency_key, quantity, metadata);
  return (1, quantity, timestamptz '2026-11-20 12:00:00+00', metadata)::tally.movement;
end $$;

create function tally.whoami() returns jsonb language sql stable as $$
  select jsonb_build_object('role', current_user, 'uid', auth.uid(), 'jwt', auth.jwt(),
    'headers', current_setting('request.headers', true)::jsonb,
    'method', current_setting('request.method', true),
    'path', current_setting('request.path', true)) $$;
create function tally.echo(value jsonb) returns jsonb language sql stable as 'select value';
create function tally.add(a int, b int = 1) returns int language sql stable as 'select a + b';
create function tally.nothing() returns void language plpgsql as 'begin end';
create function tally.none() returns tally.movement language sql stable as 'select null::tally.movement';
create function tally.text_of(value text = null) returns text language sql stable as 'select value';
create function tally.moments() returns timestamptz language sql stable as
  $$select timestamptz '2026-11-20 12:00:00.5+00'$$;
create function tally.usage(days int = 3) returns table (day date, credits numeric, note text)
language sql stable as
  $$select '2026-11-01'::date + n, n * 1.5, 'n' || n from generate_series(0, days - 1) n$$;
create function tally.numbers(upto int) returns setof int language sql stable as
  'select generate_series(1, upto)';
create function tally.all_notes() returns setof tally.notes language sql stable as
  'select * from tally.notes order by id';
create function tally.outs(a int, out double int, out half numeric) language sql stable as
  'select a * 2, a / 2.0';
create function tally.ambiguous(a int) returns int language sql stable as 'select a';
create function tally.ambiguous(a text) returns text language sql stable as 'select a';
create function tally.slow() returns void language sql as 'select pg_sleep(10)';
create function tally.with_status() returns text language plpgsql as $$
begin
  perform set_config('response.status', '202', true),
    set_config('response.headers', '[{"X-Own": "yes"}, {"Cache-Control": "no-store"}]', true);
  return 'done';
end $$;
create function tally.service_only() returns text language sql stable as $$select 'secret'::text$$;

revoke execute on all functions in schema tally from public;
grant execute on all functions in schema tally to authenticated, service_role;
revoke execute on function tally.service_only() from authenticated;
grant execute on function tally.add(int, int), tally.whoami(), tally.slow() to anon;

-- What Supabase projects do on sign-up: a definer trigger, run by Auth's own role.
create table hidden.accounts (user_id uuid primary key references auth.users on delete cascade);
create function hidden.open_account() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.email like 'refused%' then raise exception 'no account for you'; end if;
  insert into hidden.accounts values (new.id);
  return new;
end $$;
create trigger open_account after insert on auth.users
  for each row execute function hidden.open_account();
