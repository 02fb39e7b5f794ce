create table tally_metering.actions (
  key text not null,
  title text not null,
  unit text not null default 'piece',
  divisible boolean not null default false,
  min_tier text not null default 'free',
  active boolean not null default true,
  constraint actions_pkey primary key (key),
  constraint actions_key_is_snake check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  constraint actions_title_not_empty check (title <> ''),
  constraint actions_min_tier_fkey foreign key (min_tier) references tally_base.tiers (name)
);
create index actions_by_min_tier on tally_metering.actions (min_tier);
alter table tally_metering.actions enable row level security;
grant select on tally_metering.actions to anon, authenticated;
comment on table tally_metering.actions is 'What an app can charge for.';
comment on column tally_metering.actions.divisible is 'Whether fractions of a unit may be charged.';


create table tally_metering.prices (
  id bigint generated always as identity,
  action text not null,
  credits tally_base.credits not null,
  from_at timestamptz not null,
  to_at timestamptz,
  constraint prices_pkey primary key (id),
  constraint prices_action_fkey foreign key (action) references tally_metering.actions (key),
  constraint prices_credits_not_negative check (credits >= 0),
  constraint prices_do_not_overlap exclude using gist
    (action with =, tstzrange(from_at, to_at) with &&),
  constraint prices_to_after_from check (to_at > from_at)
);
create index prices_by_action on tally_metering.prices (action, from_at desc);
alter table tally_metering.prices enable row level security;
grant select on tally_metering.prices to anon, authenticated;
comment on table tally_metering.prices is 'Credits per unit of an action, from an instant on; a change is a new row.';


create type tally_metering.charge as (
  action text,
  quantity numeric,
  price_id bigint,
  unit_price numeric,
  credits numeric,
  divisible boolean,
  min_tier text,
  valid_until timestamptz
);
comment on type tally_metering.charge is 'What some quantity of an action costs at an instant.';
