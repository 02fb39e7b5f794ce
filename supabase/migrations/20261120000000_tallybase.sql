-- Generated from sql/ by `deno task db:migrate`. Edit sql/, not this file.

begin;
set local check_function_bodies = off;

-- sql/00_base/schema.sql

create schema tally_base;
comment on schema tally_base is 'What every domain stands on: settings, mode, clock, the credits domain, refusals, jobs.';

create extension if not exists pgcrypto with schema extensions;
create extension if not exists btree_gist with schema extensions;

-- sql/10_audit/schema.sql

create schema tally_audit;
comment on schema tally_audit is 'Every change of configuration and money that the ledger does not prove by itself.';

-- sql/20_ledger/schema.sql

create schema tally_ledger;
comment on schema tally_ledger is 'Accounts, grants and entries; the only writer of balances.';

-- sql/30_metering/schema.sql

create schema tally_metering;
comment on schema tally_metering is 'What is charged for, and at what price.';

-- sql/40_billing/schema.sql

create schema tally_billing;
comment on schema tally_billing is 'Packs, purchases and what Stripe says of them.';

-- sql/80_api/schema.sql

create schema tally;
comment on schema tally is 'The public contract: doors and views. The only exposed schema.';
grant usage on schema tally to anon, authenticated, service_role;

-- sql/00_base/tables.sql

-- Six decimals within ±9e9 survive a JSON double; NaN and Infinity do not pass the check.
create domain tally_base.credits as numeric(20, 6)
  constraint credits_in_range check (value between -9e9 and 9e9);
comment on domain tally_base.credits is 'An amount of credits, six decimals, within ±9e9.';

-- A domain and not a CHECK on the table: the constraint of a table is parsed anew by every spend.
create domain tally_base.balance as numeric(20, 6)
  constraint balance_in_range check (value between 0 and 9e9);
comment on domain tally_base.balance is 'Credits that are there: never below zero.';


create table tally_base.errors (
  token text not null,
  code text not null,
  detail text not null,
  hint text not null,
  constraint errors_pkey primary key (token),
  constraint errors_code_is_ours check (code ~ '^PT[0-9]{3}$')
);
alter table tally_base.errors enable row level security;
comment on table tally_base.errors is 'The catalogue of refusals: token, SQLSTATE (PTxyz gives HTTP status xyz), a sentence, what to do.';


create table tally_base.settings (
  name text not null,
  value jsonb not null,
  note text not null,
  constraint settings_pkey primary key (name),
  constraint settings_name_is_snake check (name ~ '^[a-z][a-z0-9_]{0,62}$')
);
alter table tally_base.settings enable row level security;
comment on table tally_base.settings is 'What an operator may tune, by name; change it with tally_base.set_setting.';


-- Absent means live: a deployment nobody declared to be a test must never hand out test credits.
create table tally_base.deployment (
  singleton boolean not null default true,
  mode text not null,
  constraint deployment_pkey primary key (singleton),
  constraint deployment_is_one_row check (singleton),
  constraint deployment_mode_known check (mode in ('live', 'test'))
);
alter table tally_base.deployment enable row level security;
comment on table tally_base.deployment is 'The mode, set once by the operator; no row means live.';


create table tally_base.secrets (
  name text not null,
  value bytea not null,
  constraint secrets_pkey primary key (name)
);
alter table tally_base.secrets enable row level security;
comment on table tally_base.secrets is 'Keys made at installation that never leave the database.';


create table tally_base.admins (
  user_id uuid not null,
  added_at timestamptz not null default clock_timestamp(),
  constraint admins_pkey primary key (user_id)
);
alter table tally_base.admins enable row level security;
comment on table tally_base.admins is 'Who is an administrator; never taken from metadata that a user can write.';


create table tally_base.tiers (
  name text not null,
  rank integer not null,
  constraint tiers_pkey primary key (name),
  constraint tiers_rank_is_unique unique (rank)
);
alter table tally_base.tiers enable row level security;
comment on table tally_base.tiers is 'Tiers of an account in rising order.';


create table tally_base.jobs (
  name text not null,
  schedule text not null,
  kind text not null,
  command text not null,
  chunk_function text not null,
  active boolean not null default true,
  constraint jobs_pkey primary key (name),
  constraint jobs_kind_known check (kind in ('sql', 'http'))
);
alter table tally_base.jobs enable row level security;
comment on table tally_base.jobs is 'Every scheduled job; pg_cron or the local stack runs `command` by `schedule`.';
comment on column tally_base.jobs.chunk_function is 'The function that does one bounded chunk and returns the rows left.';


create table tally_base.job_runs (
  id bigint generated always as identity,
  name text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  status text not null,
  message text,
  constraint job_runs_pkey primary key (id),
  constraint job_runs_status_known check (status in ('running', 'succeeded', 'failed'))
);
create index job_runs_by_name on tally_base.job_runs (name, started_at desc);
alter table tally_base.job_runs enable row level security;
comment on table tally_base.job_runs is 'Runs of jobs where the server has no pg_cron; where it has, cron.job_run_details holds them.';


create table tally_base.release (
  version text not null,
  constraint release_pkey primary key (version)
);
alter table tally_base.release enable row level security;
comment on table tally_base.release is 'The installed version, one row.';
insert into tally_base.release (version) values ('0.1.0');

-- sql/10_audit/tables.sql

create table tally_audit.log (
  id bigint generated always as identity,
  recorded_at timestamptz not null default clock_timestamp(),
  table_name text not null,
  operation text not null,
  row_key jsonb not null,
  changes jsonb not null,
  actor text not null,
  user_id uuid,
  request_id text,
  constraint log_pkey primary key (id),
  constraint log_operation_known check (operation in ('insert', 'update', 'delete'))
);
create index log_by_recorded_at on tally_audit.log using brin (recorded_at);
alter table tally_audit.log enable row level security;
comment on table tally_audit.log is 'Append-only: who changed which row, and how.';
comment on column tally_audit.log.changes is 'Per changed column {"from": old, "to": new}, without secrets.';

-- sql/20_ledger/tables.sql

-- One row per owner. No index on any column that changes: every spend stays a heap-only update.
create type tally_ledger.account_kind as enum ('personal', 'organization');
create type tally_ledger.account_status as enum ('open', 'frozen', 'closed');

create table tally_ledger.accounts (
  id uuid not null default gen_random_uuid(),
  kind tally_ledger.account_kind not null default 'personal',
  status tally_ledger.account_status not null default 'open',
  tier text not null default 'free',
  low_balance tally_base.balance not null default 20,
  balance tally_base.balance not null default 0,
  held tally_base.balance not null default 0,
  debt tally_base.balance not null default 0,
  seq bigint not null default 0,
  head_grant_id bigint,
  head_remaining tally_base.balance not null default 0,
  next_change_at timestamptz not null default 'infinity',
  last_recorded_at timestamptz not null default '-infinity',
  last_hash bytea not null default '',
  created_at timestamptz not null default clock_timestamp(),
  constraint accounts_pkey primary key (id),
  constraint accounts_tier_fkey foreign key (tier) references tally_base.tiers (name)
) with (fillfactor = 70);
alter table tally_ledger.accounts enable row level security;
grant select (id, head_grant_id, head_remaining) on tally_ledger.accounts to authenticated;
comment on table tally_ledger.accounts is 'One balance. Only tally_ledger.post_entry and the fast path of spend_credits change it.';
comment on column tally_ledger.accounts.balance is 'Posted credits, held and expired-but-unbooked ones included.';
comment on column tally_ledger.accounts.head_grant_id is 'The grant that burns next; its own row is stale, head_remaining is the truth.';
comment on column tally_ledger.accounts.head_remaining is 'What the head grant has left, net of what is held.';
comment on column tally_ledger.accounts.next_change_at is 'The earliest instant at which a grant expires or takes effect; before it the fast path is sound.';
comment on column tally_ledger.accounts.last_hash is 'Hash of the latest entry, empty before the first.';
comment on column tally_ledger.accounts.low_balance is 'Below this the balance counts as low.';


create table tally_ledger.account_members (
  account_id uuid not null,
  user_id uuid not null,
  role text not null,
  joined_at timestamptz not null default clock_timestamp(),
  constraint account_members_pkey primary key (account_id, user_id),
  constraint account_members_account_fkey foreign key (account_id) references tally_ledger.accounts (id),
  constraint account_members_role_known check (role in ('member', 'admin', 'owner'))
);
create index account_members_by_user on tally_ledger.account_members (user_id);
alter table tally_ledger.account_members enable row level security;
comment on table tally_ledger.account_members is 'Who may do what in an account.';


create table tally_ledger.personal_accounts (
  user_id uuid not null,
  account_id uuid not null,
  constraint personal_accounts_pkey primary key (user_id),
  constraint personal_accounts_one_owner unique (account_id),
  constraint personal_accounts_account_fkey foreign key (account_id)
    references tally_ledger.accounts (id) deferrable initially deferred
);
alter table tally_ledger.personal_accounts enable row level security;
comment on table tally_ledger.personal_accounts is 'Routes a user to his personal account.';


create table tally_ledger.welcomed_people (
  person_hash bytea not null,
  account_id uuid not null,
  welcomed_at timestamptz not null default clock_timestamp(),
  constraint welcomed_people_pkey primary key (person_hash),
  constraint welcomed_people_account_fkey foreign key (account_id) references tally_ledger.accounts (id)
);
create index welcomed_people_by_account on tally_ledger.welcomed_people (account_id);
alter table tally_ledger.welcomed_people enable row level security;
comment on table tally_ledger.welcomed_people is 'Who already had welcome credits, also after erasure.';


create type tally_ledger.grant_source as enum ('purchase', 'subscription', 'promotion', 'gift',
  'referral', 'adjustment', 'top_up', 'compensation', 'welcome', 'test');

create table tally_ledger.grants (
  account_id uuid not null,
  id bigint generated always as identity,
  source tally_ledger.grant_source not null,
  amount tally_base.credits not null,
  remaining tally_base.credits not null,
  held tally_base.credits not null default 0,
  priority smallint not null default 50,
  state text not null,
  effective_at timestamptz not null,
  expires_at timestamptz,
  cost_basis numeric(20, 10) not null default 0,
  currency text,
  purchase_id uuid,
  user_id uuid,
  scope text not null,
  key text not null,
  request_hash bytea not null,
  reference text,
  metadata jsonb,
  created_at timestamptz not null default clock_timestamp(),
  constraint grants_pkey primary key (account_id, id),
  constraint grants_key_is_unique unique (account_id, scope, key),
  constraint grants_account_fkey foreign key (account_id) references tally_ledger.accounts (id),
  constraint grants_state_known check (state in ('scheduled', 'live', 'spent', 'expired')),
  constraint grants_amount_positive check (amount > 0),
  constraint grants_remaining_within_amount check (remaining between 0 and amount),
  constraint grants_held_within_remaining check (held between 0 and remaining),
  constraint grants_spent_is_empty check (state not in ('spent', 'expired') or remaining = 0),
  constraint grants_scheduled_is_empty check (state <> 'scheduled' or remaining = 0),
  constraint grants_priority_in_range check (priority between 0 and 100),
  constraint grants_expires_after_effect check (expires_at > effective_at),
  constraint grants_cost_basis_not_negative check (cost_basis >= 0),
  constraint grants_cost_has_currency check (cost_basis = 0 or currency is not null),
  constraint grants_currency_is_iso check (currency ~ '^[a-z]{3}$')
) with (fillfactor = 90);
create index grants_by_burn_order on tally_ledger.grants
  (account_id, priority, expires_at, cost_basis, effective_at, id) where state = 'live';
create index grants_by_expiry on tally_ledger.grants (expires_at) where state = 'live';
create index grants_by_effect on tally_ledger.grants (effective_at) where state = 'scheduled';
alter table tally_ledger.grants enable row level security;
grant select on tally_ledger.grants to authenticated;
comment on table tally_ledger.grants is 'Batches of credits. The row of an account''s head grant is stale: read tally_ledger.grant_state.';
comment on column tally_ledger.grants.cost_basis is 'What one credit cost, in minor units of the currency; 0 for free ones.';
comment on column tally_ledger.grants.effective_at is 'A scheduled grant is posted by the first sweep after this.';


create type tally_ledger.entry_kind as enum ('grant', 'spend', 'expire');

create table tally_ledger.entries (
  account_id uuid not null,
  seq bigint not null,
  kind tally_ledger.entry_kind not null,
  credits tally_base.credits not null,
  balance_after tally_base.credits not null,
  available_after tally_base.credits not null,
  debt_change tally_base.credits not null default 0,
  grant_id bigint,
  scope text collate "C" not null,
  key text collate "C" not null,
  request_hash bytea not null,
  action text,
  price_id bigint,
  quantity numeric,
  user_id uuid,
  actor text not null,
  request_id text,
  note_hash bytea,
  event_at timestamptz not null,
  recorded_at timestamptz not null,
  hash bytea not null,
  constraint entries_pkey primary key (account_id, seq),
  constraint entries_key_is_unique unique (account_id, scope, key),
  constraint entries_only_grants_add check ((kind = 'grant') = (credits > 0))
);
alter table tally_ledger.entries enable row level security;
grant select on tally_ledger.entries to authenticated;
comment on table tally_ledger.entries is 'Append-only movements, gapless per account.';
comment on column tally_ledger.entries.credits is 'Signed: what the balance rose or fell by.';
comment on column tally_ledger.entries.grant_id is 'The grant touched, when it is one; else see allocations.';
comment on column tally_ledger.entries.scope is 'Names the operation and its caller, so that keys of one kind never meet another''s.';
comment on column tally_ledger.entries.event_at is 'When it happened; recorded_at is when it was booked.';
comment on column tally_ledger.entries.hash is 'SHA-256 over the previous hash and this row: tamper-evident.';


create table tally_ledger.allocations (
  account_id uuid not null,
  seq bigint not null,
  grant_id bigint not null,
  amount tally_base.credits not null,
  constraint allocations_pkey primary key (account_id, seq, grant_id),
  constraint allocations_amount_positive check (amount > 0)
);
create index allocations_by_grant on tally_ledger.allocations (account_id, grant_id);
alter table tally_ledger.allocations enable row level security;
grant select on tally_ledger.allocations to authenticated;
comment on table tally_ledger.allocations is 'Which grants an entry touched, when more than one.';


-- Free text lives apart from the entry, which only hashes it: it can be erased and the chain still proves.
create table tally_ledger.entry_notes (
  account_id uuid not null,
  seq bigint not null,
  salt bytea not null,
  reference text,
  metadata jsonb,
  constraint entry_notes_pkey primary key (account_id, seq)
);
alter table tally_ledger.entry_notes enable row level security;
grant select on tally_ledger.entry_notes to authenticated;
comment on table tally_ledger.entry_notes is 'The erasable text of entries.';


create type tally_ledger.posting as (
  account_id uuid,
  kind tally_ledger.entry_kind,
  credits tally_base.credits,
  scope text,
  key text,
  request_hash bytea,
  action text,
  price_id bigint,
  quantity numeric,
  user_id uuid,
  event_at timestamptz,
  reference text,
  metadata jsonb
);
comment on type tally_ledger.posting is 'What is asked of the ledger; event_at null means now.';

create type tally_ledger.movement as (
  account_id uuid,
  seq bigint,
  kind text,
  credits numeric,
  balance_after numeric,
  available numeric,
  replayed boolean
);
comment on type tally_ledger.movement is 'What the ledger answers; seq is null while a grant is scheduled.';

create type tally_ledger.grant_movement as (
  account_id uuid,
  seq bigint,
  kind text,
  credits numeric,
  balance_after numeric,
  available numeric,
  replayed boolean,
  grant_id bigint
);
comment on type tally_ledger.grant_movement is 'A movement and the grant it made.';

create type tally_ledger.head as (
  grant_id bigint,
  remaining tally_base.credits,
  next_change_at timestamptz
);
comment on type tally_ledger.head is 'The cached part of an account that its grants decide.';

-- sql/30_metering/tables.sql

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

-- sql/40_billing/tables.sql

create table tally_billing.packs (
  key text not null,
  title text not null,
  credits tally_base.credits not null,
  amount_minor bigint not null,
  currency text not null,
  max_quantity integer not null default 1,
  position integer not null,
  active boolean not null default true,
  constraint packs_pkey primary key (key),
  constraint packs_key_is_snake check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  constraint packs_credits_positive check (credits > 0),
  constraint packs_amount_positive check (amount_minor > 0),
  constraint packs_currency_is_iso check (currency ~ '^[a-z]{3}$'),
  constraint packs_max_quantity_positive check (max_quantity > 0)
);
alter table tally_billing.packs enable row level security;
grant select on tally_billing.packs to anon, authenticated;
comment on table tally_billing.packs is 'Packs of credits for sale.';
comment on column tally_billing.packs.amount_minor is 'Price in minor units of the currency.';


create table tally_billing.customers (
  customer_id text not null,
  account_id uuid not null,
  attached_at timestamptz not null default clock_timestamp(),
  constraint customers_pkey primary key (customer_id),
  constraint customers_one_per_account unique (account_id),
  constraint customers_account_fkey foreign key (account_id) references tally_ledger.accounts (id)
);
alter table tally_billing.customers enable row level security;
comment on table tally_billing.customers is 'Routes a Stripe customer to an account.';


create table tally_billing.purchases (
  account_id uuid not null,
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  pack text not null,
  quantity integer not null,
  credits tally_base.credits not null,
  amount_minor bigint not null,
  currency text not null,
  status text not null default 'pending',
  checkout_session_id text,
  payment_intent_id text,
  request_id text,
  created_at timestamptz not null,
  expires_at timestamptz,
  paid_at timestamptz,
  ended_at timestamptz,
  constraint purchases_pkey primary key (account_id, id),
  constraint purchases_account_fkey foreign key (account_id) references tally_ledger.accounts (id),
  constraint purchases_pack_fkey foreign key (pack) references tally_billing.packs (key),
  constraint purchases_status_known check (status in ('pending', 'paid', 'expired', 'failed')),
  constraint purchases_paid_has_instant check ((status = 'paid') = (paid_at is not null)),
  constraint purchases_end_has_instant check ((status in ('expired', 'failed')) = (ended_at is not null)),
  constraint purchases_quantity_positive check (quantity > 0),
  constraint purchases_amount_positive check (amount_minor > 0)
);
create index purchases_by_account_newest on tally_billing.purchases (account_id, created_at desc);
create index purchases_by_pack on tally_billing.purchases (pack);
create index purchases_by_age on tally_billing.purchases (created_at) where status = 'pending';
alter table tally_billing.purchases enable row level security;
grant select on tally_billing.purchases to authenticated;
comment on table tally_billing.purchases is 'Orders with their terms, frozen before anyone is sent to Stripe.';
comment on column tally_billing.purchases.expires_at is 'When the Checkout session ends, as Stripe said.';


create table tally_billing.checkout_sessions (
  session_id text not null,
  account_id uuid not null,
  purchase_id uuid not null,
  constraint checkout_sessions_pkey primary key (session_id),
  constraint checkout_sessions_one_per_purchase unique (account_id, purchase_id),
  constraint checkout_sessions_purchase_fkey foreign key (account_id, purchase_id)
    references tally_billing.purchases (account_id, id)
);
alter table tally_billing.checkout_sessions enable row level security;
comment on table tally_billing.checkout_sessions is 'Routes a Checkout session to its purchase.';


create table tally_billing.stripe_events (
  id text not null,
  type text not null,
  livemode boolean not null,
  api_version text,
  payload jsonb not null,
  fetched jsonb,
  fetch_started_at timestamptz,
  received_at timestamptz not null default clock_timestamp(),
  outcome text,
  reason text,
  account_id uuid,
  purchase_id uuid,
  request_id text,
  constraint stripe_events_pkey primary key (id),
  constraint stripe_events_outcome_known check (outcome in ('applied', 'duplicate', 'ignored', 'parked', 'quarantined'))
);
create index stripe_events_by_account on tally_billing.stripe_events (account_id, received_at desc);
create index stripe_events_waiting on tally_billing.stripe_events (received_at)
  where outcome in ('parked', 'quarantined');
alter table tally_billing.stripe_events enable row level security;
comment on table tally_billing.stripe_events is 'Every event Stripe sent, once, and what it came to. Ids are kept for ever.';


create type tally_billing.outcome as (
  outcome text,
  reason text,
  account_id uuid,
  purchase_id uuid,
  credits_before numeric,
  credits_after numeric
);
comment on type tally_billing.outcome is 'What an event came to; credits are the balance before and after when it changed.';

-- sql/80_api/types.sql

create type tally.movement as (
  account_id uuid,
  seq bigint,
  kind text,
  credits numeric,
  balance_after numeric,
  available numeric,
  replayed boolean
);
comment on type tally.movement is 'One booked movement: credits are signed, replayed is true for the repeat of a key.';

create type tally.grant_movement as (
  account_id uuid,
  seq bigint,
  kind text,
  credits numeric,
  balance_after numeric,
  available numeric,
  replayed boolean,
  grant_id bigint
);
comment on type tally.grant_movement is 'A movement and the grant it made; seq is null until a scheduled grant takes effect.';

create type tally.account_balance as (
  account_id uuid,
  available numeric,
  posted numeric,
  held numeric,
  debt numeric,
  status text,
  low boolean,
  expires_next_at timestamptz,
  expires_next_credits numeric,
  plan text,
  tier text,
  updated_at timestamptz
);
comment on type tally.account_balance is 'What an account has, in credits.';

create type tally.action_quote as (
  action text,
  quantity numeric,
  credits numeric,
  unit_price numeric,
  available numeric,
  affordable boolean,
  tier_ok boolean,
  warning text,
  valid_until timestamptz
);
comment on type tally.action_quote is 'What an action would cost now; warning is null or crosses_low_balance.';

create type tally.purchase_terms as (
  purchase_id uuid,
  account_id uuid,
  pack text,
  title text,
  quantity integer,
  credits numeric,
  amount_minor bigint,
  currency text,
  created_at timestamptz
);
comment on type tally.purchase_terms is 'The frozen terms of a purchase; amount in minor units.';

create type tally.event_outcome as (
  outcome text,
  reason text,
  account_id uuid,
  purchase_id uuid,
  credits_before numeric,
  credits_after numeric
);
comment on type tally.event_outcome is 'applied, duplicate, ignored, parked or quarantined, and why.';

-- sql/00_base/checks/errors.sql

-- One catalogue: this file, functions/_shared/errors.ts and the README hold the same tokens.
insert into tally_base.errors (token, code, detail, hint) values
  ('invalid_amount', 'PT400', 'The amount must be more than 0, at most 1,000,000,000, with at most six decimals.', 'Send a number of credits within these limits.'),
  ('invalid_quantity', 'PT400', 'The quantity is not one that this can be sold or charged in.', 'Send a positive whole number; some actions also take decimals.'),
  ('invalid_key', 'PT400', 'The idempotency key must have 1 to 200 visible characters.', 'Send a fresh UUID for each operation and the same one on a retry.'),
  ('invalid_reference', 'PT400', 'The reference must have 1 to 200 visible characters.', 'Shorten it, or leave it out.'),
  ('invalid_cursor', 'PT400', 'The page cursor is not one of ours.', 'Start again from the first page.'),
  ('invalid_range', 'PT400', 'The date or range is not usable here.', 'Send finite dates in the right order.'),
  ('invalid_request', 'PT400', 'The request is not of the documented shape.', 'Compare it with the documentation of this call.'),
  ('invalid_signature', 'PT400', 'The signature does not match the body.', 'Check the signing secret and send the body unchanged.'),
  ('not_signed_in', 'PT401', 'This needs a signed-in user.', 'Sign in and send the access token.'),
  ('insufficient_credits', 'PT402', 'There are not enough credits.', 'Buy credits and send the same key again.'),
  ('cap_exceeded', 'PT402', 'This would pass a cap on your spending.', 'Wait for the next period, or ask an owner of the account.'),
  ('account_frozen', 'PT403', 'The account is frozen.', 'Ask the operator.'),
  ('account_closed', 'PT403', 'The account is closed.', 'Ask the operator.'),
  ('debt_outstanding', 'PT403', 'Credits were taken back after they had been spent.', 'Buy credits; they settle the debt first.'),
  ('tier_required', 'PT403', 'This needs a higher tier.', 'Choose a plan that includes it.'),
  ('not_allowed', 'PT403', 'Your role in this account does not allow this.', 'Ask an owner of the account.'),
  ('payments_disabled', 'PT403', 'Payments are switched off at present.', 'Try again later.'),
  ('test_mode_only', 'PT403', 'This exists in a test deployment only.', 'Use a deployment in test mode.'),
  ('sign_in_again', 'PT403', 'This needs a fresh sign-in.', 'Sign in again and repeat it within five minutes.'),
  ('not_found', 'PT404', 'There is no such thing, or it is not yours.', 'Check the name, id or code.'),
  ('method_not_allowed', 'PT405', 'This address does not take that method.', 'Use the documented method.'),
  ('hold_not_open', 'PT409', 'The hold has already ended.', 'Place a new hold.'),
  ('payment_mismatch', 'PT409', 'The payment does not belong to this purchase.', 'Compare the object at Stripe with the purchase.'),
  ('append_only', 'PT409', 'The ledger is append-only.', 'Correct it with a new movement: tally.grant_credits adds, tally.spend takes.'),
  ('quote_used', 'PT409', 'The quote was already used.', 'Ask for a new quote.'),
  ('hold_expired', 'PT410', 'The hold has expired.', 'Place a new hold.'),
  ('quote_expired', 'PT410', 'The quote has expired.', 'Ask for a new quote.'),
  ('payload_too_large', 'PT413', 'The request body is too large.', 'Send a smaller body.'),
  ('unsupported_media_type', 'PT415', 'The content type is not one this takes.', 'Send application/json.'),
  ('idempotency_key_reused', 'PT422', 'This key was used for another request.', 'Use a fresh key, or repeat the first request unchanged.'),
  ('rate_limited', 'PT429', 'Too many requests.', 'Wait as long as Retry-After says.'),
  ('busy', 'PT503', 'The service is busy at present.', 'Try again with the same key as Retry-After says.');

-- sql/00_base/checks/fail.sql

-- Raises one refusal of the catalogue.
-- One place turns tokens into SQLSTATEs, so that a token can never travel with two statuses.
create function tally_base.fail(p_token text, p_detail text default null)
returns void
language plpgsql stable
set search_path = ''
as $$
declare
  v_error tally_base.errors;
begin
  select * into v_error from tally_base.errors where token = p_token;
  if v_error.token is null then
    raise exception 'no error % in the catalogue', p_token using errcode = 'XX000';
  end if;

  raise exception using
    errcode = v_error.code,
    message = v_error.token,
    detail = coalesce(p_detail, v_error.detail),
    hint = v_error.hint;
end
$$;
comment on function tally_base.fail(text, text) is 'Raises the catalogue error p_token; p_detail replaces its sentence.';
revoke all on function tally_base.fail(text, text) from public;

-- sql/00_base/checks/forbid_change.sql

-- Refuses any change of rows that only ever grow, whoever asks.
-- Privileges bind clients; this also binds the owner and an operator's slip in the SQL editor.
create function tally_base.forbid_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform tally_base.fail('append_only',
    format('%s.%s is append-only: %s is refused.', tg_table_schema, tg_table_name, lower(tg_op)));
  return null;
end
$$;
comment on function tally_base.forbid_change() is 'Trigger: PT409 append_only.';
revoke all on function tally_base.forbid_change() from public;

-- sql/00_base/checks/is_plain_text.sql

-- Whether a short text from outside is 1 to 200 characters, none of them invisible.
-- Control, zero-width and direction characters would make two keys look alike; length is checked first, it is cheap.
create function tally_base.is_plain_text(p_text text)
returns boolean
language plpgsql immutable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return octet_length(p_text) <= 800 and length(p_text) <= 200 and btrim(p_text) <> ''
    and p_text !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]';
end
$$;
comment on function tally_base.is_plain_text(text) is 'True for 1 to 200 visible characters; null for null.';
revoke all on function tally_base.is_plain_text(text) from public;

-- sql/00_base/checks/require_credits.sql

-- Returns the amount as credits or refuses it.
-- Doors take plain numeric, because a domain argument would round 1.0000009 before we could refuse it.
create function tally_base.require_credits(p_credits numeric)
returns tally_base.credits
language plpgsql stable
set search_path = ''
as $$
begin
  if p_credits is null or p_credits = 'NaN' or p_credits <= 0 or p_credits > 1e9
     or scale(trim_scale(p_credits)) > 6 then
    perform tally_base.fail('invalid_amount');
  end if;
  return p_credits::tally_base.credits;
end
$$;
comment on function tally_base.require_credits(numeric) is 'A positive amount of at most 1e9 credits with at most six decimals, else PT400 invalid_amount.';
revoke all on function tally_base.require_credits(numeric) from public;

-- sql/00_base/checks/require_key.sql

-- Refuses an idempotency key that could not be found again.
create function tally_base.require_key(p_key text)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if tally_base.is_plain_text(p_key) is not true then
    perform tally_base.fail('invalid_key');
  end if;
end
$$;
comment on function tally_base.require_key(text) is 'PT400 invalid_key unless 1 to 200 visible characters.';
revoke all on function tally_base.require_key(text) from public;

-- sql/00_base/checks/require_note.sql

-- Refuses free text that does not fit beside an entry.
-- Depth and size are bounded, because this is stored for ever and comes from anyone.
create function tally_base.require_note(p_reference text, p_metadata jsonb)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if tally_base.is_plain_text(p_reference) is false then
    perform tally_base.fail('invalid_reference');
  end if;
  if p_metadata is null then
    return;
  end if;
  if jsonb_typeof(p_metadata) <> 'object'
     or octet_length(p_metadata::text) > 4096
     or jsonb_path_exists(p_metadata, '$.**{6}') then
    perform tally_base.fail('invalid_request',
      'metadata must be a JSON object of at most 4 kB and five levels.');
  end if;
end
$$;
comment on function tally_base.require_note(text, jsonb) is 'PT400 invalid_reference or invalid_request unless reference and metadata may be stored; null passes.';
revoke all on function tally_base.require_note(text, jsonb) from public;

-- sql/00_base/jobs/last_run_failed.sql

-- Whether the latest finished run of a job failed; false if it never ran.
-- pg_cron keeps the runs where it is installed, job_runs where the local stack schedules.
create function tally_base.last_run_failed(p_name text)
returns boolean
language plpgsql stable
set search_path = ''
as $$
declare
  v_failed boolean;
begin
  if to_regclass('cron.job_run_details') is null then
    select status = 'failed' into v_failed from tally_base.job_runs
    where name = p_name and status <> 'running' order by started_at desc limit 1;
  else
    execute 'select d.status = ''failed'' from cron.job_run_details d join cron.job j using (jobid)
      where j.jobname = $1 and d.end_time is not null order by d.start_time desc limit 1'
    into v_failed using p_name;
  end if;
  return coalesce(v_failed, false);
end
$$;
comment on function tally_base.last_run_failed(text) is 'True when the last finished run failed.';
revoke all on function tally_base.last_run_failed(text) from public;

-- sql/00_base/jobs/run_job.sql

-- Runs one chunk of a job unless another session is at it.
-- The lock ends with the transaction, so a crashed run blocks nobody.
create function tally_base.run_job(p_name text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_function regproc;
  v_left bigint;
begin
  select chunk_function::regproc into strict v_function
  from tally_base.jobs where name = p_name and kind = 'sql';

  if not pg_try_advisory_xact_lock(hashtextextended('tally job ' || p_name, 0)) then
    return 'skipped';
  end if;

  execute format('select %s()', v_function) into v_left;
  return v_left::text;
end
$$;
comment on function tally_base.run_job(text) is 'Scheduler: the number of rows left, or skipped when the job runs elsewhere.';
revoke all on function tally_base.run_job(text) from public;

-- sql/00_base/requests/actor.sql

-- Who acts, for entries and the audit: a label, never a permission.
-- The role setting is what the Data API switched to; inside a definer function current_user is the owner.
create function tally_base.actor()
returns text
language plpgsql stable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return case current_setting('role', true)
    when 'authenticated' then 'user'
    when 'service_role' then 'service'
    else 'sql:' || session_user
  end;
end
$$;
comment on function tally_base.actor() is 'user, service or sql:<login>.';
revoke all on function tally_base.actor() from public;

-- sql/00_base/requests/person_hash.sql

-- A keyed hash of an e-mail address, by which a person is recognised after the address is gone.
create function tally_base.person_hash(p_email text)
returns bytea
language sql stable
set search_path = ''
as $$
  select extensions.hmac(convert_to(lower(trim(p_email)), 'UTF8'), s.value, 'sha256')
  from tally_base.secrets s where s.name = 'person_hash'
$$;
comment on function tally_base.person_hash(text) is 'HMAC-SHA256 of the lower-case address with a key that never leaves the database.';
revoke all on function tally_base.person_hash(text) from public;

-- sql/00_base/requests/request_id.sql

-- The request id that the Data API handed on, if it is one we accept.
create function tally_base.request_id()
returns text
language plpgsql stable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return substring(
    nullif(current_setting('request.headers', true), '')::json ->> 'x-request-id'
    from '^[A-Za-z0-9-]{1,64}$');
end
$$;
comment on function tally_base.request_id() is 'x-request-id of the present request, or null.';
revoke all on function tally_base.request_id() from public;

-- sql/00_base/settings/clock.sql

-- The instant of business: what expires, which price holds.
-- One function, so that a test deployment can move all of it at once.
create function tally_base.clock()
returns timestamptz
language plpgsql volatile -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return clock_timestamp();
end
$$;
comment on function tally_base.clock() is 'The present instant of business time.';
revoke all on function tally_base.clock() from public;

-- sql/00_base/settings/is_test_mode.sql

-- Whether this deployment was declared a test.
create function tally_base.is_test_mode()
returns boolean
language sql stable
set search_path = ''
as $$
  select exists (select from tally_base.deployment where mode = 'test')
$$;
comment on function tally_base.is_test_mode() is 'False unless the operator set mode test.';
revoke all on function tally_base.is_test_mode() from public;

-- sql/00_base/settings/set_mode.sql

-- Declares the deployment live or test, once.
-- A second mode would mix test credits and paid ones in one ledger.
create function tally_base.set_mode(p_mode text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into tally_base.deployment (mode) values (p_mode)
  on conflict (singleton) do nothing;

  if not exists (select from tally_base.deployment where mode = p_mode) then
    raise exception 'this deployment already has another mode' using errcode = '55000',
      hint = 'Install into a fresh database to change the mode.';
  end if;
end
$$;
comment on function tally_base.set_mode(text) is 'Operator: sets live or test; the first call decides, a repeat of it is harmless.';
revoke all on function tally_base.set_mode(text) from public;

-- sql/00_base/settings/set_setting.sql

-- Changes one known setting.
-- Unknown names are refused: a misspelt setting would silently do nothing.
create function tally_base.set_setting(p_name text, p_value jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_old jsonb;
begin
  select value into v_old from tally_base.settings where name = p_name for update;
  if v_old is null then
    raise exception 'there is no setting %', p_name using errcode = '22023';
  end if;
  if p_value is null or jsonb_typeof(p_value) <> jsonb_typeof(v_old) then
    raise exception 'setting % takes a %', p_name, jsonb_typeof(v_old) using errcode = '22023';
  end if;
  if jsonb_typeof(p_value) = 'number'
     and (p_value::numeric not between 0 and 1e9 or scale(trim_scale(p_value::numeric)) > 6) then
    raise exception 'setting % takes 0 to 1,000,000,000 with at most six decimals', p_name
      using errcode = '22023';
  end if;

  update tally_base.settings set value = p_value where name = p_name and value <> p_value;
end
$$;
comment on function tally_base.set_setting(text, jsonb) is 'Operator: changes a setting to a value of the same JSON type.';
revoke all on function tally_base.set_setting(text, jsonb) from public;

-- sql/00_base/settings/setting.sql

-- The value of one setting.
create function tally_base.setting(p_name text)
returns jsonb
language sql stable
set search_path = ''
as $$
  select value from tally_base.settings where name = p_name
$$;
comment on function tally_base.setting(text) is 'The setting as JSON, null if unknown.';
revoke all on function tally_base.setting(text) from public;

-- sql/00_base/settings/settings.sql

insert into tally_base.settings (name, value, note) values
  ('welcome_credits', '0', 'Credits a new person gets once; 0 gives none.'),
  ('payments_enabled', 'true', 'false closes every way to pay.');

insert into tally_base.tiers (name, rank) values
  ('free', 0), ('basic', 1), ('pro', 2), ('team', 3);

insert into tally_base.secrets (name, value)
values ('person_hash', extensions.gen_random_bytes(32));

-- sql/10_audit/record_change.sql

-- Writes what changed in a row, in the same transaction: if this fails, the change fails.
-- The arguments name the key columns.
create function tally_audit.record_change()
returns trigger
language plpgsql security definer -- whoever may change the row need not hold a right on the log
set search_path = ''
as $$
declare
  v_old jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) end;
  v_new jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
  v_row jsonb := case when tg_op = 'DELETE' then v_old else v_new end;
begin
  if tg_op = 'UPDATE' and v_old = v_new then
    return null;
  end if;

  insert into tally_audit.log (table_name, operation, row_key, changes, actor, user_id, request_id)
  select
    format('%s.%s', tg_table_schema, tg_table_name),
    lower(tg_op),
    (select jsonb_object_agg(k, v_row -> k) from unnest(tg_argv) k),
    coalesce(jsonb_object_agg(c, jsonb_build_object('from', v_old -> c, 'to', v_new -> c))
      filter (where coalesce(v_old -> c, 'null') <> coalesce(v_new -> c, 'null')), '{}'),
    tally_base.actor(),
    auth.uid(),
    tally_base.request_id()
  from jsonb_object_keys(v_old || v_new) c;
  return null;
end
$$;
comment on function tally_audit.record_change() is 'Trigger: one row of tally_audit.log per changed row; arguments are the key columns.';
revoke all on function tally_audit.record_change() from public;

-- sql/10_audit/triggers.sql

create trigger log_refuses_change
  before update or delete on tally_audit.log
  for each row execute function tally_base.forbid_change();
create trigger log_refuses_truncate
  before truncate on tally_audit.log
  for each statement execute function tally_base.forbid_change();

create trigger settings_are_audited
  after insert or update or delete on tally_base.settings
  for each row execute function tally_audit.record_change('name');
create trigger deployment_is_audited
  after insert or update or delete on tally_base.deployment
  for each row execute function tally_audit.record_change('singleton');
create trigger admins_are_audited
  after insert or update or delete on tally_base.admins
  for each row execute function tally_audit.record_change('user_id');
create trigger tiers_are_audited
  after insert or update or delete on tally_base.tiers
  for each row execute function tally_audit.record_change('name');
create trigger jobs_are_audited
  after insert or update or delete on tally_base.jobs
  for each row execute function tally_audit.record_change('name');

-- sql/20_ledger/accounts/account_state.sql

-- What an account can spend at this instant, from the rows that authorise a spend.
-- Time decides, not whether a job has booked it: expired credits do not count, due scheduled ones do.
create function tally_ledger.account_state(p_account uuid)
returns table (
  account_id uuid, available numeric, posted numeric, held numeric, debt numeric, status text,
  tier text, low_balance numeric, expires_next_at timestamptz, expires_next_credits numeric,
  updated_at timestamptz)
language sql stable
set search_path = ''
as $$
  with clock as materialized (select tally_base.clock() as at),
  live as (
    select g.expires_at, case g.state when 'live' then g.remaining - g.held else g.amount end as free
    from tally_ledger.grant_state g, clock
    where g.account_id = p_account
      and (g.state = 'live' or g.state = 'scheduled' and g.effective_at <= clock.at)
      and (g.expires_at is null or g.expires_at > clock.at)
  ),
  next as (
    select l.expires_at, sum(l.free) as credits
    from live l where l.expires_at is not null and l.free > 0
    group by l.expires_at order by l.expires_at limit 1
  )
  select a.id,
    case when a.status = 'open' and a.debt = 0 then coalesce((select sum(free) from live), 0) else 0 end,
    a.balance, a.held, a.debt, a.status::text, a.tier, a.low_balance, n.expires_at, n.credits,
    case when a.seq = 0 then a.created_at else a.last_recorded_at end
  from tally_ledger.accounts a
  left join next n on true
  where a.id = p_account
$$;
comment on function tally_ledger.account_state(uuid) is 'One row: credits posted, held, available, what expires next and when.';
revoke all on function tally_ledger.account_state(uuid) from public;

-- sql/20_ledger/accounts/lock_account.sql

-- Locks an account and brings it up to date: the stale head is written back, what time did is booked.
-- Its last_recorded_at comes back as the instant at which everything under this lock happens.
create function tally_ledger.lock_account(p_account uuid)
returns tally_ledger.accounts
language plpgsql volatile
set search_path = ''
as $$
declare
  v_account tally_ledger.accounts;
  v_at timestamptz;
begin
  select * into v_account from tally_ledger.accounts where id = p_account for update;
  if not found then
    perform tally_base.fail('not_found');
  end if;
  v_at := greatest(v_account.last_recorded_at, tally_base.clock());

  update tally_ledger.grants g
  set remaining = v_account.head_remaining + g.held,
    state = case when v_account.head_remaining + g.held = 0 then 'spent' else g.state end
  where g.account_id = p_account and g.id = v_account.head_grant_id
    and g.remaining <> v_account.head_remaining + g.held;

  if v_at >= v_account.next_change_at then
    v_account := tally_ledger.sweep(p_account, v_at);
  end if;

  v_account.last_recorded_at := v_at;
  return v_account;
end
$$;
comment on function tally_ledger.lock_account(uuid) is 'The locked account, swept, with last_recorded_at as the present instant; PT404 not_found.';
revoke all on function tally_ledger.lock_account(uuid) from public;

-- sql/20_ledger/accounts/my_accounts.sql

-- The accounts in which the caller has at least this role.
-- Policies ask it; it is the one function outside `tally` that users may execute.
create function tally_ledger.my_accounts(p_role text)
returns setof uuid
language sql stable security definer -- members may not read the table of members
set search_path = ''
as $$
  select m.account_id
  from tally_ledger.account_members m
  where m.user_id = (select auth.uid())
    and tally_ledger.role_rank(m.role) >= tally_ledger.role_rank(p_role)
$$;
comment on function tally_ledger.my_accounts(text) is 'Ids of the accounts where the caller is p_role (member, admin, owner) or more.';
revoke all on function tally_ledger.my_accounts(text) from public;
grant execute on function tally_ledger.my_accounts(text) to authenticated;

-- sql/20_ledger/accounts/on_user_created.sql

-- Opens an account for every user that signs up.
create function tally_ledger.on_user_created()
returns trigger
language plpgsql security definer -- Auth inserts the user and holds no right here
set search_path = ''
as $$
begin
  perform tally_ledger.open_account(new.id, new.email);
  return null;
end
$$;
comment on function tally_ledger.on_user_created() is 'Trigger on auth.users.';
revoke all on function tally_ledger.on_user_created() from public;

-- sql/20_ledger/accounts/on_user_deleted.sql

-- Closes the account of a deleted user, whose token may live on for an hour.
-- The ledger stays: what was bought and spent is still owed an account.
create function tally_ledger.on_user_deleted()
returns trigger
language plpgsql security definer -- Auth deletes the user and holds no right here
set search_path = ''
as $$
begin
  update tally_ledger.accounts a set status = 'closed'
  from tally_ledger.personal_accounts p
  where p.user_id = old.id and a.id = p.account_id;
  return null;
end
$$;
comment on function tally_ledger.on_user_deleted() is 'Trigger on auth.users.';
revoke all on function tally_ledger.on_user_deleted() from public;

-- sql/20_ledger/accounts/open_account.sql

-- Opens the personal account of a user, with welcome credits for a person seen for the first time.
-- Safe to repeat: sign-up and the back-fill of an installation may meet.
create function tally_ledger.open_account(p_user_id uuid, p_email text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_account uuid := gen_random_uuid();
begin
  -- The route goes first: of two parallel calls one waits here and then finds the other's account.
  insert into tally_ledger.personal_accounts (user_id, account_id) values (p_user_id, v_account)
  on conflict (user_id) do nothing;
  if not found then
    return tally_ledger.personal_account(p_user_id);
  end if;

  insert into tally_ledger.accounts (id) values (v_account);
  insert into tally_ledger.account_members (account_id, user_id, role)
  values (v_account, p_user_id, 'owner');
  perform tally_ledger.welcome(v_account, p_email);
  return v_account;
end
$$;
comment on function tally_ledger.open_account(uuid, text) is 'The personal account of the user, opened if there is none.';
revoke all on function tally_ledger.open_account(uuid, text) from public;

-- sql/20_ledger/accounts/open_accounts.sql

-- Gives every user an account, and welcome credits to each person who never had them.
-- The installation calls it for users from before; an operator may call it again after raising the setting.
create function tally_ledger.open_accounts()
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_user record;
begin
  for v_user in select u.id, u.email::text as email from auth.users u order by u.created_at, u.id loop
    perform tally_ledger.welcome(tally_ledger.open_account(v_user.id, v_user.email), v_user.email);
  end loop;
end
$$;
comment on function tally_ledger.open_accounts() is 'Operator: opens missing accounts and gives missing welcome credits. Safe to repeat.';
revoke all on function tally_ledger.open_accounts() from public;

-- sql/20_ledger/accounts/personal_account.sql

-- The personal account of a user, who has exactly one.
create function tally_ledger.personal_account(p_user_id uuid)
returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  v_account uuid;
begin
  select account_id into v_account
  from tally_ledger.personal_accounts where user_id = p_user_id;
  if not found then
    perform tally_base.fail('not_found');
  end if;
  return v_account;
end
$$;
comment on function tally_ledger.personal_account(uuid) is 'Account id; PT404 not_found.';
revoke all on function tally_ledger.personal_account(uuid) from public;

-- sql/20_ledger/accounts/refuse_balance_by_hand.sql

-- Refuses an update of a balance that is no movement.
-- A hand-made balance has no entry behind it, and the books would stop adding up.
create function tally_ledger.refuse_balance_by_hand()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if (old.balance, old.debt) is distinct from (new.balance, new.debt) then
    perform tally_base.fail('append_only',
      'A balance changes by a movement only: use tally.grant_credits to add credits.');
  end if;
  return new;
end
$$;
comment on function tally_ledger.refuse_balance_by_hand() is 'Trigger, for updates that leave seq alone: PT409 append_only when balance or debt changes.';
revoke all on function tally_ledger.refuse_balance_by_hand() from public;

-- sql/20_ledger/accounts/require_account.sql

-- The account a door works on: the caller's own, or the one he names and has the role for.
-- Somebody else's account answers exactly like an absent one.
create function tally_ledger.require_account(p_account uuid, p_role text)
returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  v_user uuid := auth.uid();
  v_role text;
begin
  if v_user is null then
    perform tally_base.fail('not_signed_in');
  end if;
  if p_account is null then
    return tally_ledger.personal_account(v_user);
  end if;

  select role into v_role
  from tally_ledger.account_members where account_id = p_account and user_id = v_user;
  if not found then
    perform tally_base.fail('not_found');
  end if;
  if (tally_ledger.role_rank(v_role) >= tally_ledger.role_rank(p_role)) is not true then
    perform tally_base.fail('not_allowed');
  end if;
  return p_account;
end
$$;
comment on function tally_ledger.require_account(uuid, text) is 'p_account, or the personal account for null; PT401 not_signed_in, PT403 not_allowed, PT404 not_found.';
revoke all on function tally_ledger.require_account(uuid, text) from public;

-- sql/20_ledger/accounts/require_spendable.sql

-- Refuses a spend that a locked account does not allow.
create function tally_ledger.require_spendable(p tally_ledger.accounts, p_credits numeric)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if p.status = 'frozen' then
    perform tally_base.fail('account_frozen');
  elsif p.status = 'closed' then
    perform tally_base.fail('account_closed');
  elsif p.debt > 0 then
    perform tally_base.fail('debt_outstanding');
  elsif p.balance - p.held < p_credits then
    perform tally_base.fail('insufficient_credits', format('%s credits are required, %s are available.',
      trim_scale(p_credits), trim_scale(p.balance - p.held)));
  end if;
end
$$;
comment on function tally_ledger.require_spendable(tally_ledger.accounts, numeric) is 'PT403 account_frozen, account_closed, debt_outstanding; PT402 insufficient_credits.';
revoke all on function tally_ledger.require_spendable(tally_ledger.accounts, numeric) from public;

-- sql/20_ledger/accounts/role_rank.sql

-- Orders the roles of an account. An unknown one has no rank, so that a misspelt policy shows nothing.
create function tally_ledger.role_rank(p_role text)
returns integer
language sql immutable
set search_path = ''
as $$
  select array_position(array['member', 'admin', 'owner'], p_role)
$$;
comment on function tally_ledger.role_rank(text) is '1 member, 2 admin, 3 owner, null for any other.';
revoke all on function tally_ledger.role_rank(text) from public;

-- sql/20_ledger/accounts/welcome.sql

-- Grants the welcome credits of the setting, once per person.
-- A person is an e-mail address; its hash stays when the user is erased and comes back.
create function tally_ledger.welcome(p_account uuid, p_email text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_credits numeric := (tally_base.setting('welcome_credits') #>> '{}')::numeric;
  v_person bytea := tally_base.person_hash(p_email);
begin
  if v_credits <= 0 or v_person is null then
    return;
  end if;

  insert into tally_ledger.welcomed_people (person_hash, account_id)
  values (v_person, p_account)
  on conflict (person_hash) do nothing;
  if not found then
    return;
  end if;

  perform tally_ledger.grant_credits(
    p_account => p_account,
    p_credits => v_credits,
    p_source => 'welcome',
    p_scope => 'welcome',
    p_key => 'welcome',
    p_request_hash => tally_ledger.request_hash('welcome'));
end
$$;
comment on function tally_ledger.welcome(uuid, text) is 'Welcome credits for a person who never had them.';
revoke all on function tally_ledger.welcome(uuid, text) from public;

-- sql/20_ledger/entries/entry_hash.sql

-- The hash of an entry, over the hash before it: no entry can change without all later ones.
-- JSON keeps two different rows from giving one text; instants enter as microseconds, free of time zones.
-- Column by column and in plain numerics of six decimals: passing a row costs 40 µs of a spend, domains more.
create function tally_ledger.entry_hash(
  p_previous bytea, p_account_id uuid, p_seq bigint, p_kind tally_ledger.entry_kind,
  p_credits numeric, p_balance_after numeric, p_available_after numeric, p_debt_change numeric,
  p_grant_id bigint,
  p_scope text, p_key text, p_request_hash bytea, p_action text, p_price_id bigint,
  p_quantity numeric, p_user_id uuid, p_actor text, p_request_id text, p_note_hash bytea,
  p_event_at timestamptz, p_recorded_at timestamptz)
returns bytea
language plpgsql immutable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return sha256(p_previous || convert_to(json_build_array(
    p_account_id, p_seq, p_kind, p_credits, p_balance_after, p_available_after, p_debt_change,
    p_grant_id, p_scope, p_key, encode(p_request_hash, 'hex'), p_action, p_price_id, p_quantity,
    p_user_id, p_actor, p_request_id, encode(p_note_hash, 'hex'),
    (extract(epoch from p_event_at) * 1000000)::bigint,
    (extract(epoch from p_recorded_at) * 1000000)::bigint)::text, 'UTF8'));
end
$$;
comment on function tally_ledger.entry_hash is 'SHA-256 of the previous hash (empty before the first entry) and every column of an entry but its hash.';
revoke all on function tally_ledger.entry_hash from public;

-- sql/20_ledger/entries/note_hash.sql

-- The salted hash of an entry's free text, which stays when the text is erased.
create function tally_ledger.note_hash(p_salt bytea, p_reference text, p_metadata jsonb)
returns bytea
language plpgsql immutable
set search_path = ''
as $$
begin
  return sha256(p_salt || convert_to(json_build_array(p_reference, p_metadata)::text, 'UTF8'));
end
$$;
comment on function tally_ledger.note_hash(bytea, text, jsonb) is 'SHA-256 over salt, reference and metadata; null without a salt.';
revoke all on function tally_ledger.note_hash(bytea, text, jsonb) from public;

-- sql/20_ledger/entries/note_salt.sql

-- The salt under which the free text of a posting is hashed; null when it has none.
-- It lets the text be erased later without anyone guessing it from its hash.
create function tally_ledger.note_salt(p_reference text, p_metadata jsonb)
returns bytea
language plpgsql volatile
set search_path = ''
as $$
begin
  return case when p_reference is not null or p_metadata is not null
    then uuid_send(gen_random_uuid()) end;
end
$$;
comment on function tally_ledger.note_salt(text, jsonb) is 'Sixteen random bytes, or null.';
revoke all on function tally_ledger.note_salt(text, jsonb) from public;

-- sql/20_ledger/entries/post_entry.sql

-- Writes a movement: grants, account, entry, allocations. With the fast path of spend_credits the only writer of balances.
-- The caller holds the account lock and has settled its head, so the rows read here are the truth.
create function tally_ledger.post_entry(
  p tally_ledger.posting, p_at timestamptz, p_grants bigint[], p_amounts numeric[])
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_actor text := tally_base.actor();
  v_request_id text := tally_base.request_id();
  v_salt bytea := tally_ledger.note_salt(p.reference, p.metadata);
  v_note_hash bytea := tally_ledger.note_hash(v_salt, p.reference, p.metadata);
  v_only_grant bigint := case when cardinality(p_grants) = 1 then p_grants[1] end;
  v_head tally_ledger.head;
  v_movement tally_ledger.movement;
begin
  update tally_ledger.grants g
  set remaining = g.remaining + sign(p.credits) * t.amount,
    state = case
      when p.kind = 'expire' then 'expired'
      when g.remaining + sign(p.credits) * t.amount = 0 then 'spent'
      else 'live'
    end
  from unnest(p_grants, p_amounts) t (id, amount)
  where g.account_id = p.account_id and g.id = t.id;
  v_head := tally_ledger.head(p.account_id, p_at);

  with account as (
    update tally_ledger.accounts a
    set balance = a.balance + p.credits,
      seq = a.seq + 1,
      head_grant_id = v_head.grant_id,
      head_remaining = v_head.remaining,
      next_change_at = v_head.next_change_at,
      last_recorded_at = p_at,
      last_hash = tally_ledger.entry_hash(
        a.last_hash, a.id, a.seq + 1, p.kind, p.credits, a.balance + p.credits,
        a.balance + p.credits - a.held, 0.000000, v_only_grant, p.scope, p.key, p.request_hash,
        p.action, p.price_id, p.quantity, p.user_id, v_actor, v_request_id, v_note_hash,
        coalesce(p.event_at, p_at), p_at)
    where a.id = p.account_id
    returning a.*
  )
  insert into tally_ledger.entries (
    account_id, seq, kind, credits, balance_after, available_after, grant_id, scope, key,
    request_hash, action, price_id, quantity, user_id, actor, request_id, note_hash,
    event_at, recorded_at, hash)
  select
    a.id, a.seq, p.kind, p.credits, a.balance, a.balance - a.held, v_only_grant, p.scope, p.key,
    p.request_hash, p.action, p.price_id, p.quantity, p.user_id, v_actor, v_request_id,
    v_note_hash, coalesce(p.event_at, p_at), p_at, a.last_hash
  from account a
  returning account_id, seq, kind::text, credits::numeric, balance_after::numeric,
    available_after::numeric, false
  into v_movement;

  insert into tally_ledger.allocations (account_id, seq, grant_id, amount)
  select p.account_id, v_movement.seq, t.id, t.amount
  from unnest(p_grants, p_amounts) t (id, amount)
  where v_only_grant is null;
  if v_salt is not null then
    perform tally_ledger.write_note(p, v_movement.seq, v_salt);
  end if;
  return v_movement;
end
$$;
comment on function tally_ledger.post_entry(tally_ledger.posting, timestamptz, bigint[], numeric[]) is 'Posts one movement on the named grants; p_amounts are positive, the sign is the posting''s.';
revoke all on function tally_ledger.post_entry(tally_ledger.posting, timestamptz, bigint[], numeric[]) from public;

-- sql/20_ledger/entries/recompute_hash.sql

-- The hash that a stored entry must have, over the hash before it.
create function tally_ledger.recompute_hash(p_previous bytea, p tally_ledger.entries)
returns bytea
language plpgsql immutable
set search_path = ''
as $$
begin
  return tally_ledger.entry_hash(
    coalesce(p_previous, ''), p.account_id, p.seq, p.kind, p.credits, p.balance_after,
    p.available_after, p.debt_change, p.grant_id, p.scope, p.key, p.request_hash, p.action,
    p.price_id, p.quantity, p.user_id, p.actor, p.request_id, p.note_hash, p.event_at,
    p.recorded_at);
end
$$;
comment on function tally_ledger.recompute_hash(bytea, tally_ledger.entries) is 'Hash of a stored entry over the previous one''s (null before the first).';
revoke all on function tally_ledger.recompute_hash(bytea, tally_ledger.entries) from public;

-- sql/20_ledger/entries/replay_entry.sql

-- The movement that this key made before, if any.
-- The same key with other arguments is an error of the caller, never a second movement.
create function tally_ledger.replay_entry(
  p_account uuid, p_scope text, p_key text, p_request_hash bytea)
returns tally_ledger.movement
language plpgsql stable
set search_path = ''
as $$
declare
  v_entry tally_ledger.entries;
begin
  select * into v_entry from tally_ledger.entries
  where account_id = p_account and scope = p_scope and key = p_key;
  if not found then
    return null;
  end if;
  if v_entry.request_hash <> p_request_hash then
    perform tally_base.fail('idempotency_key_reused');
  end if;

  return row(v_entry.account_id, v_entry.seq, v_entry.kind, v_entry.credits,
    v_entry.balance_after, v_entry.available_after, true)::tally_ledger.movement;
end
$$;
comment on function tally_ledger.replay_entry(uuid, text, text, bytea) is 'The first result of a key, or null; PT422 idempotency_key_reused.';
revoke all on function tally_ledger.replay_entry(uuid, text, text, bytea) from public;

-- sql/20_ledger/entries/request_hash.sql

-- A hash of a request's arguments, by which a retry is told from another request.
-- Arguments only, never a resolved price: the price may change between a call and its retry.
create function tally_ledger.request_hash(variadic p_arguments text[])
returns bytea
language plpgsql immutable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return sha256(convert_to(to_json(p_arguments)::text, 'UTF8'));
end
$$;
comment on function tally_ledger.request_hash(text[]) is 'SHA-256 over the arguments in order; nulls count.';
revoke all on function tally_ledger.request_hash(text[]) from public;

-- sql/20_ledger/entries/spend_credits.sql

-- Spends credits once per key. Fast path: one statement proves funds, status and freshness, and books.
-- An account that moved without an entry (key taken, grant expired meanwhile) is moved back; then
-- and where the account did not move, spend_under_lock decides step by step.
create function tally_ledger.spend_credits(p tally_ledger.posting)
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_now timestamptz := tally_base.clock();
  v_actor text := tally_base.actor();
  v_request_id text := tally_base.request_id();
  v_salt bytea := tally_ledger.note_salt(p.reference, p.metadata);
  v_note_hash bytea := tally_ledger.note_hash(v_salt, p.reference, p.metadata);
  v_movement tally_ledger.movement;
begin
  with account as (
    update tally_ledger.accounts a
    set balance = a.balance + p.credits,
      head_remaining = a.head_remaining + p.credits,
      seq = a.seq + 1,
      last_recorded_at = greatest(a.last_recorded_at, v_now),
      last_hash = tally_ledger.entry_hash(
        a.last_hash, a.id, a.seq + 1, p.kind, p.credits, a.balance + p.credits,
        a.balance + p.credits - a.held, 0.000000, a.head_grant_id, p.scope, p.key, p.request_hash,
        p.action, p.price_id, p.quantity, p.user_id, v_actor, v_request_id, v_note_hash,
        coalesce(p.event_at, greatest(a.last_recorded_at, v_now)), greatest(a.last_recorded_at, v_now))
    where a.id = p.account_id
      and a.status = 'open'
      and a.debt = 0
      and a.head_remaining >= -p.credits
    returning a.*
  ), entry as (
    insert into tally_ledger.entries (
      account_id, seq, kind, credits, balance_after, available_after, grant_id, scope, key,
      request_hash, action, price_id, quantity, user_id, actor, request_id, note_hash,
      event_at, recorded_at, hash)
    select
      a.id, a.seq, p.kind, p.credits, a.balance, a.balance - a.held, a.head_grant_id, p.scope, p.key,
      p.request_hash, p.action, p.price_id, p.quantity, p.user_id, v_actor, v_request_id,
      v_note_hash, coalesce(p.event_at, a.last_recorded_at), a.last_recorded_at, a.last_hash
    from account a
    -- The clock again: the update may have waited for the account while a grant expired.
    where greatest(a.last_recorded_at, tally_base.clock()) < a.next_change_at
    on conflict (account_id, scope, key) do nothing
    returning seq, balance_after, available_after
  )
  select p.account_id, e.seq, p.kind::text, p.credits::numeric, e.balance_after::numeric,
    e.available_after::numeric, false
  into v_movement
  from account left join entry e on true;

  if v_movement.seq is null then
    if found then
      perform tally_ledger.take_back_move(p);
    end if;
    return tally_ledger.spend_under_lock(p);
  end if;
  if v_salt is not null then
    perform tally_ledger.write_note(p, v_movement.seq, v_salt);
  end if;
  return v_movement;
end
$$;
comment on function tally_ledger.spend_credits(tally_ledger.posting) is 'Posts a spend (credits negative or 0) or replays its key; PT402 insufficient_credits, PT403 account_frozen, account_closed, debt_outstanding, PT404 not_found, PT422 idempotency_key_reused.';
revoke all on function tally_ledger.spend_credits(tally_ledger.posting) from public;

-- sql/20_ledger/entries/spend_under_lock.sql

-- The slow path of spend_credits: locks, books what is due, refuses by name, burns grant after grant.
-- The key is looked up again under the lock, where no parallel twin can still be on its way.
create function tally_ledger.spend_under_lock(p tally_ledger.posting)
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_account tally_ledger.accounts := tally_ledger.lock_account(p.account_id);
  v_movement tally_ledger.movement :=
    tally_ledger.replay_entry(p.account_id, p.scope, p.key, p.request_hash);
  v_grant tally_ledger.grants;
  v_left numeric := -p.credits;
  v_take numeric;
  v_grants bigint[] := array[]::bigint[];
  v_amounts numeric[] := array[]::numeric[];
begin
  if v_movement.account_id is not null then
    return v_movement;
  end if;
  perform tally_ledger.require_spendable(v_account, -p.credits);

  for v_grant in
    select * from tally_ledger.burn_order(p.account_id, v_account.last_recorded_at)
  loop
    exit when v_left = 0;
    v_take := least(v_left, v_grant.remaining - v_grant.held);
    v_grants := v_grants || v_grant.id;
    v_amounts := v_amounts || v_take;
    v_left := v_left - v_take;
  end loop;
  if v_left > 0 then
    raise exception 'the grants of account % do not cover its balance', p.account_id
      using errcode = 'XX000';
  end if;

  return tally_ledger.post_entry(p, v_account.last_recorded_at, v_grants, v_amounts);
end
$$;
comment on function tally_ledger.spend_under_lock(tally_ledger.posting) is 'As spend_credits, for every case its fast path does not cover.';
revoke all on function tally_ledger.spend_under_lock(tally_ledger.posting) from public;

-- sql/20_ledger/entries/take_back_move.sql

-- Restores an account that the fast path moved without an entry; the row is still locked by us.
create function tally_ledger.take_back_move(p tally_ledger.posting)
returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update tally_ledger.accounts a
  set balance = a.balance - p.credits,
    head_remaining = a.head_remaining - p.credits,
    seq = a.seq - 1,
    last_hash = coalesce((
      select e.hash from tally_ledger.entries e
      where e.account_id = a.id and e.seq = a.seq - 1), '')
  where a.id = p.account_id;
end
$$;
comment on function tally_ledger.take_back_move(tally_ledger.posting) is 'Undoes the account update of spend_credits when it wrote no entry.';
revoke all on function tally_ledger.take_back_move(tally_ledger.posting) from public;

-- sql/20_ledger/entries/write_note.sql

-- Keeps the free text of an entry beside it, where it can be erased.
create function tally_ledger.write_note(p tally_ledger.posting, p_seq bigint, p_salt bytea)
returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into tally_ledger.entry_notes (account_id, seq, salt, reference, metadata)
  values (p.account_id, p_seq, p_salt, p.reference, p.metadata);
end
$$;
comment on function tally_ledger.write_note(tally_ledger.posting, bigint, bytea) is 'Inserts the note of entry p_seq.';
revoke all on function tally_ledger.write_note(tally_ledger.posting, bigint, bytea) from public;

-- sql/20_ledger/grants/book_expiries.sql

-- Sweeps accounts on which a grant expired or took effect, a bounded number per call.
-- Reads and spends never count expired credits; this only puts it in the books.
create function tally_ledger.book_expiries()
returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  v_accounts constant integer := 500;
  v_account uuid;
begin
  for v_account in
    select account_id from tally_ledger.due_accounts() order by account_id limit v_accounts
  loop
    perform tally_ledger.lock_account(v_account);
  end loop;

  return (select count(*) from tally_ledger.due_accounts());
end
$$;
comment on function tally_ledger.book_expiries() is 'Job: books one chunk of due expiries and scheduled grants; returns the accounts left.';
revoke all on function tally_ledger.book_expiries() from public;

-- sql/20_ledger/grants/burn_order.sql

-- The grants that can pay at an instant, in the one order in which they burn.
-- Lowest priority number, soonest expiry, cheapest, oldest: what would be lost goes first, what was paid for last.
create function tally_ledger.burn_order(p_account uuid, p_at timestamptz, p_most bigint default null)
returns setof tally_ledger.grants
language sql stable
set search_path = ''
as $$
  select g.*
  from tally_ledger.grants g
  where g.account_id = p_account
    and g.state = 'live'
    and (g.expires_at is null or g.expires_at > p_at)
    and g.remaining > g.held
  order by g.priority, g.expires_at nulls last, g.cost_basis, g.effective_at, g.id
  limit p_most
$$;
comment on function tally_ledger.burn_order(uuid, timestamptz, bigint) is 'Payable grants in burn order; true only under the account lock, after its head was settled.';
revoke all on function tally_ledger.burn_order(uuid, timestamptz, bigint) from public;

-- sql/20_ledger/grants/due_accounts.sql

-- Accounts on which time did something that no entry shows yet.
-- Two index scans over grants: accounts carry no index on what changes.
create function tally_ledger.due_accounts()
returns table (account_id uuid)
language sql volatile
set search_path = ''
as $$
  with clock as materialized (select tally_base.clock() as at)
  select g.account_id from tally_ledger.grants g, clock
  where g.state = 'live' and g.expires_at <= clock.at
  union
  select g.account_id from tally_ledger.grants g, clock
  where g.state = 'scheduled' and g.effective_at <= clock.at
$$;
comment on function tally_ledger.due_accounts() is 'Accounts with an unbooked expiry or a due scheduled grant.';
revoke all on function tally_ledger.due_accounts() from public;

-- sql/20_ledger/grants/grant_by_service.sql

-- Grants what a server asks for, after checking every argument of it.
create function tally_ledger.grant_by_service(
  p_account uuid, p_credits numeric, p_source text, p_key text,
  p_expires_at timestamptz, p_effective_at timestamptz, p_priority integer,
  p_cost_basis numeric, p_currency text, p_reference text, p_metadata jsonb)
returns tally_ledger.grant_movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_credits tally_base.credits := tally_base.require_credits(p_credits);
begin
  perform tally_base.require_key(p_key);
  perform tally_base.require_note(p_reference, p_metadata);
  perform tally_ledger.require_grant_terms(
    p_source, p_expires_at, p_effective_at, p_priority, p_cost_basis, p_currency);

  return tally_ledger.grant_credits(
    p_account => p_account,
    p_credits => v_credits,
    p_source => p_source,
    p_scope => 'grant',
    p_key => p_key,
    p_request_hash => tally_ledger.request_hash(
      trim_scale(p_credits)::text, p_source, extract(epoch from p_expires_at)::text,
      extract(epoch from p_effective_at)::text, p_priority::text, trim_scale(p_cost_basis)::text,
      p_currency, p_reference, p_metadata::text),
    p_expires_at => p_expires_at,
    p_effective_at => p_effective_at,
    p_priority => coalesce(p_priority, 50)::smallint,
    p_cost_basis => coalesce(p_cost_basis, 0),
    p_currency => p_currency,
    p_reference => p_reference,
    p_metadata => p_metadata);
end
$$;
comment on function tally_ledger.grant_by_service(uuid, numeric, text, text, timestamptz, timestamptz, integer, numeric, text, text, jsonb) is 'As tally.grant_credits.';
revoke all on function tally_ledger.grant_by_service(uuid, numeric, text, text, timestamptz, timestamptz, integer, numeric, text, text, jsonb) from public;

-- sql/20_ledger/grants/grant_credits.sql

-- Adds a batch of credits once per key, now or from an instant to come.
-- Scheduled credits count towards the largest balance, or the sweep that posts them could not.
-- Money-in never asks for the account's status: what was paid for is owed also to a frozen account.
create function tally_ledger.grant_credits(
  p_account uuid, p_credits tally_base.credits, p_source text,
  p_scope text, p_key text, p_request_hash bytea,
  p_expires_at timestamptz default null, p_effective_at timestamptz default null,
  p_priority smallint default 50, p_cost_basis numeric default 0, p_currency text default null,
  p_purchase_id uuid default null, p_user_id uuid default null,
  p_reference text default null, p_metadata jsonb default null)
returns tally_ledger.grant_movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_movement tally_ledger.grant_movement;
  v_account tally_ledger.accounts;
  v_grant tally_ledger.grants;
  v_at timestamptz;
begin
  v_account := tally_ledger.lock_account(p_account);
  v_at := v_account.last_recorded_at;
  v_movement := tally_ledger.replay_grant(p_account, p_scope, p_key, p_request_hash);
  if v_movement.account_id is not null then
    return v_movement;
  end if;
  if not tally_ledger.has_room_for(p_account, p_credits) then
    perform tally_base.fail('invalid_amount', 'The balance would pass 9,000,000,000 credits.');
  end if;
  if p_expires_at <= greatest(v_at, p_effective_at) then
    perform tally_base.fail('invalid_range', 'The grant would expire before it takes effect.');
  end if;

  insert into tally_ledger.grants (
    account_id, source, amount, remaining, priority, state, effective_at, expires_at,
    cost_basis, currency, purchase_id, user_id, scope, key, request_hash, reference, metadata)
  values (
    p_account, p_source::tally_ledger.grant_source, p_credits, 0, p_priority,
    case when p_effective_at > v_at then 'scheduled' else 'live' end,
    coalesce(p_effective_at, v_at), p_expires_at,
    p_cost_basis, p_currency, p_purchase_id, p_user_id, p_scope, p_key, p_request_hash,
    p_reference, p_metadata)
  returning * into v_grant;

  if v_grant.state = 'scheduled' then
    update tally_ledger.accounts set next_change_at = least(next_change_at, v_grant.effective_at)
    where id = p_account;
    return tally_ledger.scheduled_movement(v_grant);
  end if;
  return tally_ledger.post_grant(v_grant, v_at);
end
$$;
comment on function tally_ledger.grant_credits(uuid, tally_base.credits, text, text, text, bytea, timestamptz, timestamptz, smallint, numeric, text, uuid, uuid, text, jsonb) is 'Posts or schedules a grant, or replays its key; p_cost_basis in minor units per credit; PT400 invalid_amount, invalid_range, PT404 not_found, PT422 idempotency_key_reused.';
revoke all on function tally_ledger.grant_credits(uuid, tally_base.credits, text, text, text, bytea, timestamptz, timestamptz, smallint, numeric, text, uuid, uuid, text, jsonb) from public;

-- sql/20_ledger/grants/has_room_for.sql

-- Whether an account can ever hold this much more, with every scheduled grant counted.
-- A sweep that could not post would block the account, and a payment that could not, its webhook.
create function tally_ledger.has_room_for(p_account uuid, p_credits numeric)
returns boolean
language sql stable
set search_path = ''
as $$
  select a.balance + p_credits + coalesce((
      select sum(g.amount) from tally_ledger.grants g
      where g.account_id = a.id and g.state = 'scheduled'), 0) <= 9e9
  from tally_ledger.accounts a where a.id = p_account
$$;
comment on function tally_ledger.has_room_for(uuid, numeric) is 'True while balance, scheduled grants and p_credits stay within 9e9; needs the account lock to last.';
revoke all on function tally_ledger.has_room_for(uuid, numeric) from public;

-- sql/20_ledger/grants/head.sql

-- What an account caches of its grants: which burns next, what it has left, when time changes that.
create function tally_ledger.head(p_account uuid, p_at timestamptz)
returns tally_ledger.head
language plpgsql stable
set search_path = ''
as $$
declare
  v_head tally_ledger.head;
begin
  select id, (remaining - held)::tally_base.credits into v_head.grant_id, v_head.remaining
  from tally_ledger.burn_order(p_account, p_at, 1);

  select coalesce(min(case state when 'scheduled' then effective_at else expires_at end), 'infinity')
  into v_head.next_change_at
  from tally_ledger.grants
  where account_id = p_account and state in ('scheduled', 'live');

  v_head.remaining := coalesce(v_head.remaining, 0);
  return v_head;
end
$$;
comment on function tally_ledger.head(uuid, timestamptz) is 'The head of an account from its grant rows; true only after the stale head was settled.';
revoke all on function tally_ledger.head(uuid, timestamptz) from public;

-- sql/20_ledger/grants/post_expiry.sql

-- Books the end of a grant: what is left of it expires.
-- A grant with nothing left ends without an entry.
create function tally_ledger.post_expiry(p tally_ledger.grants, p_at timestamptz)
returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_posting tally_ledger.posting;
begin
  if p.remaining = 0 then
    update tally_ledger.grants set state = 'spent' where account_id = p.account_id and id = p.id;
    return;
  end if;

  v_posting.account_id := p.account_id;
  v_posting.kind := 'expire';
  v_posting.credits := (-p.remaining)::tally_base.credits;
  v_posting.scope := 'expire';
  v_posting.key := p.id::text;
  v_posting.request_hash := tally_ledger.request_hash(p.id::text);
  v_posting.event_at := p.expires_at;
  perform tally_ledger.post_entry(v_posting, p_at, array[p.id], array[p.remaining::numeric]);
end
$$;
comment on function tally_ledger.post_expiry(tally_ledger.grants, timestamptz) is 'Expires what a grant has left; needs the account lock.';
revoke all on function tally_ledger.post_expiry(tally_ledger.grants, timestamptz) from public;

-- sql/20_ledger/grants/post_grant.sql

-- Posts the credits of a grant row that has none yet.
create function tally_ledger.post_grant(p tally_ledger.grants, p_at timestamptz)
returns tally_ledger.grant_movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_posting tally_ledger.posting;
  v_movement tally_ledger.movement;
begin
  v_posting.account_id := p.account_id;
  v_posting.kind := 'grant';
  v_posting.credits := p.amount;
  v_posting.scope := p.scope;
  v_posting.key := p.key;
  v_posting.request_hash := p.request_hash;
  v_posting.user_id := p.user_id;
  v_posting.reference := p.reference;
  v_posting.metadata := p.metadata;
  v_movement := tally_ledger.post_entry(v_posting, p_at, array[p.id], array[p.amount::numeric]);
  return row(v_movement.account_id, v_movement.seq, v_movement.kind, v_movement.credits,
    v_movement.balance_after, v_movement.available, v_movement.replayed, p.id)::tally_ledger.grant_movement;
end
$$;
comment on function tally_ledger.post_grant(tally_ledger.grants, timestamptz) is 'Makes a grant live and counts its credits; needs the account lock.';
revoke all on function tally_ledger.post_grant(tally_ledger.grants, timestamptz) from public;

-- sql/20_ledger/grants/replay_grant.sql

-- The grant that this key made before, if any, also while it is scheduled and has no entry.
create function tally_ledger.replay_grant(
  p_account uuid, p_scope text, p_key text, p_request_hash bytea)
returns tally_ledger.grant_movement
language plpgsql stable
set search_path = ''
as $$
declare
  v_grant tally_ledger.grants;
  v_movement tally_ledger.grant_movement;
begin
  select * into v_grant from tally_ledger.grants
  where account_id = p_account and scope = p_scope and key = p_key;
  if not found then
    return null;
  end if;
  if v_grant.request_hash <> p_request_hash then
    perform tally_base.fail('idempotency_key_reused');
  end if;

  select r.*, v_grant.id into v_movement
  from tally_ledger.replay_entry(p_account, p_scope, p_key, p_request_hash) r;
  if v_movement.account_id is null then
    v_movement := tally_ledger.scheduled_movement(v_grant);
  end if;
  v_movement.replayed := true;
  return v_movement;
end
$$;
comment on function tally_ledger.replay_grant(uuid, text, text, bytea) is 'The first result of a grant''s key, or null; PT422 idempotency_key_reused.';
revoke all on function tally_ledger.replay_grant(uuid, text, text, bytea) from public;

-- sql/20_ledger/grants/require_grant_terms.sql

-- Refuses terms that no grant can have.
create function tally_ledger.require_grant_terms(
  p_source text, p_expires_at timestamptz, p_effective_at timestamptz, p_priority integer,
  p_cost_basis numeric, p_currency text)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if (p_source = any (enum_range(null::tally_ledger.grant_source)::text[])) is not true then
    perform tally_base.fail('invalid_request', format('source must be one of %s.',
      array_to_string(enum_range(null::tally_ledger.grant_source), ', ')));
  end if;
  if p_source = 'test' and not tally_base.is_test_mode() then
    perform tally_base.fail('test_mode_only');
  end if;
  if isfinite(p_expires_at) is false or isfinite(p_effective_at) is false then
    perform tally_base.fail('invalid_range');
  end if;
  if p_priority not between 0 and 100 then
    perform tally_base.fail('invalid_request', 'priority must be 0 to 100.');
  end if;
  if p_cost_basis not between 0 and 1e9 or scale(trim_scale(p_cost_basis)) > 10
     or p_currency !~ '^[a-z]{3}$' or (p_cost_basis > 0 and p_currency is null) then
    perform tally_base.fail('invalid_request',
      'cost_basis_minor must be 0 to 1e9 with at most ten decimals, and has a currency of three small letters.');
  end if;
end
$$;
comment on function tally_ledger.require_grant_terms(text, timestamptz, timestamptz, integer, numeric, text) is 'PT400 invalid_request, invalid_range; PT403 test_mode_only.';
revoke all on function tally_ledger.require_grant_terms(text, timestamptz, timestamptz, integer, numeric, text) from public;

-- sql/20_ledger/grants/scheduled_movement.sql

-- The answer for a grant that has not taken effect: no seq, and a balance without it.
create function tally_ledger.scheduled_movement(p tally_ledger.grants)
returns tally_ledger.grant_movement
language sql stable
set search_path = ''
as $$
  select p.account_id, null::bigint, 'grant', p.amount::numeric, a.balance::numeric,
    (a.balance - a.held)::numeric, false, p.id
  from tally_ledger.accounts a where a.id = p.account_id
$$;
comment on function tally_ledger.scheduled_movement(tally_ledger.grants) is 'A movement that is yet to come.';
revoke all on function tally_ledger.scheduled_movement(tally_ledger.grants) from public;

-- sql/20_ledger/grants/sweep.sql

-- Books what time did to a locked account: grants that took effect, grants that expired.
-- In the order of their instants, so that a late sweep ends like a punctual one.
create function tally_ledger.sweep(p_account uuid, p_at timestamptz)
returns tally_ledger.accounts
language plpgsql volatile
set search_path = ''
as $$
declare
  v_grant tally_ledger.grants;
  v_account tally_ledger.accounts;
begin
  for v_grant in
    select * from tally_ledger.grants g
    where g.account_id = p_account
      and (g.state = 'scheduled' and g.effective_at <= p_at or g.state = 'live' and g.expires_at <= p_at)
    order by case g.state when 'scheduled' then g.effective_at else g.expires_at end, g.id
  loop
    if v_grant.state = 'scheduled' then
      perform tally_ledger.post_grant(v_grant, p_at);
      v_grant.remaining := v_grant.amount;
    end if;
    if v_grant.expires_at <= p_at then
      perform tally_ledger.post_expiry(v_grant, p_at);
    end if;
  end loop;

  update tally_ledger.accounts a
  set (head_grant_id, head_remaining, next_change_at) = (
    select h.grant_id, h.remaining, h.next_change_at from tally_ledger.head(a.id, p_at) h)
  where a.id = p_account
  returning a.* into v_account;
  return v_account;
end
$$;
comment on function tally_ledger.sweep(uuid, timestamptz) is 'Posts due grants and expiries of a locked account whose head was settled.';
revoke all on function tally_ledger.sweep(uuid, timestamptz) from public;

-- sql/20_ledger/policies.sql

create policy accounts_members_read on tally_ledger.accounts for select to authenticated
  using (id in (select tally_ledger.my_accounts('member')));

create policy grants_admins_read on tally_ledger.grants for select to authenticated
  using (account_id in (select tally_ledger.my_accounts('admin')));

create policy entries_members_read on tally_ledger.entries for select to authenticated
  using (account_id in (select tally_ledger.my_accounts('admin'))
    or (account_id in (select tally_ledger.my_accounts('member'))
      and user_id = (select auth.uid())));

create policy allocations_admins_read on tally_ledger.allocations
  for select to authenticated
  using (account_id in (select tally_ledger.my_accounts('admin')));

create policy entry_notes_entry_readers_read on tally_ledger.entry_notes
  for select to authenticated
  using (account_id in (select tally_ledger.my_accounts('admin'))
    or (account_id in (select tally_ledger.my_accounts('member'))
      and exists (select from tally_ledger.entries e
        where e.account_id = entry_notes.account_id and e.seq = entry_notes.seq)));

-- sql/20_ledger/views.sql

create view tally_ledger.grant_state with (security_invoker = true) as
select
  g.account_id, g.id, g.source, g.amount,
  case when g.id = a.head_grant_id then a.head_remaining + g.held else g.remaining end
    ::tally_base.credits as remaining,
  g.held, g.priority, g.state, g.effective_at, g.expires_at, g.cost_basis, g.currency,
  g.purchase_id, g.created_at
from tally_ledger.grants g
join tally_ledger.accounts a on a.id = g.account_id;
comment on view tally_ledger.grant_state is 'Grants as they are: the head grant''s row is stale, the account knows what it has left.';
grant select on tally_ledger.grant_state to authenticated;

create view tally_ledger.entry_grants with (security_invoker = true) as
select account_id, seq, grant_id, abs(credits)::tally_base.credits as amount
from tally_ledger.entries where grant_id is not null
union all
select account_id, seq, grant_id, amount from tally_ledger.allocations;
comment on view tally_ledger.entry_grants is 'Which grants each entry touched, and by how much.';
grant select on tally_ledger.entry_grants to authenticated;

-- sql/20_ledger/triggers.sql

create trigger entries_refuse_change before update or delete on tally_ledger.entries
  for each row execute function tally_base.forbid_change();
create trigger entries_refuse_truncate before truncate on tally_ledger.entries
  for each statement execute function tally_base.forbid_change();
create trigger allocations_refuse_change before update or delete on tally_ledger.allocations
  for each row execute function tally_base.forbid_change();
create trigger allocations_refuse_truncate before truncate on tally_ledger.allocations
  for each statement execute function tally_base.forbid_change();
create trigger accounts_refuse_delete before delete on tally_ledger.accounts
  for each row execute function tally_base.forbid_change();
create trigger accounts_refuse_truncate before truncate on tally_ledger.accounts
  for each statement execute function tally_base.forbid_change();
create trigger grants_refuse_delete before delete on tally_ledger.grants
  for each row execute function tally_base.forbid_change();
create trigger grants_refuse_truncate before truncate on tally_ledger.grants
  for each statement execute function tally_base.forbid_change();

-- A movement always raises seq, so a balance that changes without it was changed by hand.
-- The condition is parsed by every spend: it says only what lets a movement pass.
create trigger accounts_refuse_balance_by_hand before update on tally_ledger.accounts
  for each row when (old.seq = new.seq)
  execute function tally_ledger.refuse_balance_by_hand();

create trigger accounts_are_audited after update of kind, status, tier, low_balance
  on tally_ledger.accounts
  for each row execute function tally_audit.record_change('id');
-- Not remaining and state: entries prove those.
create trigger grants_are_audited
  after update of source, amount, priority, effective_at, expires_at, cost_basis, currency, purchase_id
  on tally_ledger.grants
  for each row execute function tally_audit.record_change('account_id', 'id');
create trigger account_members_are_audited after insert or update or delete
  on tally_ledger.account_members
  for each row execute function tally_audit.record_change('account_id', 'user_id');

create trigger tally_opens_account after insert on auth.users
  for each row execute function tally_ledger.on_user_created();
create trigger tally_closes_account after delete on auth.users
  for each row execute function tally_ledger.on_user_deleted();
create trigger tally_closes_account_softly after update of deleted_at on auth.users
  for each row when (new.deleted_at is not null)
  execute function tally_ledger.on_user_deleted();

-- sql/20_ledger/backfill.sql

-- Users from before the installation get their account now, oldest first.
select tally_ledger.open_accounts();

-- sql/30_metering/charge_of.sql

-- What a quantity of an action costs at an instant, rounded up at the sixth decimal.
-- Quote and spend ask the same function, so a quote cannot differ from the charge.
create function tally_metering.charge_of(p_action text, p_quantity numeric, p_at timestamptz)
returns tally_metering.charge
language plpgsql stable
set search_path = ''
as $$
declare
  v_charge tally_metering.charge;
begin
  select a.key, trim_scale(p_quantity), p.id, p.credits::numeric,
    ceil(p.credits * p_quantity * 1e6) / 1e6, a.divisible, a.min_tier, p.to_at
  into v_charge
  from tally_metering.actions a
  join tally_metering.prices p
    on p.action = a.key and p.from_at <= p_at and (p.to_at is null or p.to_at > p_at)
  where a.key = p_action and a.active;
  if not found then
    perform tally_base.fail('not_found', 'There is no such action, or it has no price.');
  end if;

  if p_quantity is null or p_quantity = 'NaN' or p_quantity <= 0 or p_quantity > 1e9
     or scale(v_charge.quantity) > (case when v_charge.divisible then 6 else 0 end) then
    perform tally_base.fail('invalid_quantity');
  end if;
  if v_charge.credits > 1e9 then
    perform tally_base.fail('invalid_quantity', 'This would cost more than 1,000,000,000 credits.');
  end if;
  return v_charge;
end
$$;
comment on function tally_metering.charge_of(text, numeric, timestamptz) is 'Price and credits of p_quantity units; PT404 not_found, PT400 invalid_quantity unless 0 < quantity ≤ 1e9, whole or, when divisible, with at most six decimals.';
revoke all on function tally_metering.charge_of(text, numeric, timestamptz) from public;

-- sql/30_metering/explain_entry.sql

-- Everything behind one entry: what was done, at which price, which grants it touched.
-- A member sees his own entries of a shared account, an admin all: as in the view.
create function tally_metering.explain_entry(p_account uuid, p_seq bigint, p_reader uuid)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_explained jsonb;
begin
  select jsonb_build_object(
    'account_id', e.account_id, 'seq', e.seq, 'kind', e.kind, 'credits', e.credits,
    'balance_after', e.balance_after, 'action', e.action, 'title', a.title,
    'quantity', e.quantity, 'unit_price', p.credits, 'price_id', e.price_id,
    'source', case when e.kind = 'grant' then g.grants -> 0 ->> 'source' end,
    'grants', g.grants, 'reference', n.reference, 'metadata', n.metadata, 'actor', e.actor,
    'request_id', e.request_id, 'event_at', e.event_at, 'recorded_at', e.recorded_at)
  into v_explained
  from tally_ledger.entries e
  left join tally_metering.actions a on a.key = e.action
  left join tally_metering.prices p on p.id = e.price_id
  left join tally_ledger.entry_notes n on n.account_id = e.account_id and n.seq = e.seq
  cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('grant_id', s.id, 'source', s.source,
      'credits', t.amount, 'expires_at', s.expires_at, 'cost_basis_minor', s.cost_basis,
      'currency', s.currency, 'purchase_id', s.purchase_id) order by s.id), '[]') as grants
    from tally_ledger.entry_grants t
    join tally_ledger.grant_state s on s.account_id = t.account_id and s.id = t.grant_id
    where t.account_id = e.account_id and t.seq = e.seq) g
  where e.account_id = p_account and e.seq = p_seq
    and (e.user_id = p_reader or exists (
      select from tally_ledger.account_members m
      where m.account_id = p_account and m.user_id = p_reader and m.role in ('admin', 'owner')));

  if v_explained is null then
    perform tally_base.fail('not_found');
  end if;
  return v_explained;
end
$$;
comment on function tally_metering.explain_entry(uuid, bigint, uuid) is 'JSON as at tally.explain; PT404 not_found.';
revoke all on function tally_metering.explain_entry(uuid, bigint, uuid) from public;

-- sql/30_metering/quote_action.sql

-- What an action would cost an account now, and whether it could pay.
create function tally_metering.quote_action(p_account uuid, p_action text, p_quantity numeric)
returns table (
  action text, quantity numeric, credits numeric, unit_price numeric, available numeric,
  affordable boolean, tier_ok boolean, warning text, valid_until timestamptz)
language plpgsql stable
set search_path = ''
as $$
declare
  v_charge tally_metering.charge :=
    tally_metering.charge_of(p_action, p_quantity, tally_base.clock());
begin
  return query
  select v_charge.action, v_charge.quantity, v_charge.credits, v_charge.unit_price, s.available,
    s.status = 'open' and s.debt = 0 and s.available >= v_charge.credits,
    tally_metering.tier_allows(p_account, v_charge.min_tier),
    case when s.available >= s.low_balance and s.available - v_charge.credits < s.low_balance
      then 'crosses_low_balance' end,
    v_charge.valid_until
  from tally_ledger.account_state(p_account) s;
end
$$;
comment on function tally_metering.quote_action(uuid, text, numeric) is 'One row; errors of charge_of.';
revoke all on function tally_metering.quote_action(uuid, text, numeric) from public;

-- sql/30_metering/set_price.sql

-- Gives an action a price from now on, and makes the action if there is none.
-- The old price ends, it is never edited: each charge keeps the price it was made at.
create function tally_metering.set_price(p_action text, p_credits numeric, p_title text default null)
returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  v_price tally_metering.prices;
  v_at timestamptz;
begin
  if p_credits is null or p_credits = 'NaN' or p_credits < 0 or p_credits > 1e9
     or scale(trim_scale(p_credits)) > 6 then
    perform tally_base.fail('invalid_amount', 'A price is 0 to 1,000,000,000 credits with at most six decimals.');
  end if;

  insert into tally_metering.actions (key, title)
  values (p_action, coalesce(p_title, initcap(replace(p_action, '_', ' '))))
  on conflict (key) do nothing;
  perform from tally_metering.actions where key = p_action for update;
  v_at := tally_base.clock();

  select * into v_price from tally_metering.prices where action = p_action and to_at is null;
  if v_price.credits = p_credits then
    return false;
  end if;
  update tally_metering.prices set to_at = v_at where id = v_price.id;
  insert into tally_metering.prices (action, credits, from_at) values (p_action, p_credits, v_at);
  return true;
end
$$;
comment on function tally_metering.set_price(text, numeric, text) is 'Operator: credits per unit from now on; false when that is the price already.';
revoke all on function tally_metering.set_price(text, numeric, text) from public;

-- sql/30_metering/spend_action.sql

-- Prices an action and charges it, once per key.
-- A retry is recognised before the price is looked up: it must not fail for a price that ended since.
create function tally_metering.spend_action(
  p_account uuid, p_user_id uuid, p_action text, p_key text, p_quantity numeric,
  p_reference text, p_metadata jsonb)
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_scope text := 'spend:' || p_user_id;
  v_hash bytea;
  v_movement tally_ledger.movement;
  v_charge tally_metering.charge;
begin
  perform tally_base.require_key(p_key);
  if p_reference is not null or p_metadata is not null then
    perform tally_base.require_note(p_reference, p_metadata);
  end if;

  v_hash := tally_ledger.request_hash(
    p_action, trim_scale(p_quantity)::text, p_reference, p_metadata::text);
  v_movement := tally_ledger.replay_entry(p_account, v_scope, p_key, v_hash);
  if v_movement.account_id is not null then
    return v_movement;
  end if;

  v_charge := tally_metering.charge_of(p_action, p_quantity, tally_base.clock());
  if v_charge.min_tier <> 'free' and not tally_metering.tier_allows(p_account, v_charge.min_tier) then
    perform tally_base.fail('tier_required', format('This needs tier %s or higher.', v_charge.min_tier));
  end if;

  return tally_ledger.spend_credits(row(
    p_account, 'spend', -v_charge.credits, v_scope, p_key, v_hash, p_action, v_charge.price_id,
    v_charge.quantity, p_user_id, null, p_reference, p_metadata)::tally_ledger.posting);
end
$$;
comment on function tally_metering.spend_action(uuid, uuid, text, text, numeric, text, jsonb) is 'Charges p_quantity units of p_action to p_account for p_user_id; errors as tally.spend.';
revoke all on function tally_metering.spend_action(uuid, uuid, text, text, numeric, text, jsonb) from public;

-- sql/30_metering/tier_allows.sql

-- Whether an account's tier reaches the one that an action asks for.
create function tally_metering.tier_allows(p_account uuid, p_min_tier text)
returns boolean
language sql stable
set search_path = ''
as $$
  select own.rank >= needed.rank
  from tally_ledger.accounts a
  join tally_base.tiers own on own.name = a.tier
  join tally_base.tiers needed on needed.name = p_min_tier
  where a.id = p_account
$$;
comment on function tally_metering.tier_allows(uuid, text) is 'True when the account''s tier is p_min_tier or higher.';
revoke all on function tally_metering.tier_allows(uuid, text) from public;

-- sql/30_metering/policies.sql

create policy actions_anyone_reads on tally_metering.actions for select to anon, authenticated
  using (active);
create policy prices_anyone_reads on tally_metering.prices for select to anon, authenticated
  using (true);

-- sql/30_metering/views.sql

-- now() and not tally_base.clock(): a view runs its functions as the reader, who may execute none of ours.
create view tally_metering.priced_actions with (security_invoker = true) as
select a.key, a.title, a.unit, a.divisible, a.min_tier, p.credits
from tally_metering.actions a
join tally_metering.prices p
  on p.action = a.key and p.from_at <= now() and (p.to_at is null or p.to_at > now())
where a.active;
comment on view tally_metering.priced_actions is 'Active actions with the price of today.';
grant select on tally_metering.priced_actions to anon, authenticated;

-- sql/30_metering/triggers.sql

create trigger actions_are_audited after insert or update or delete on tally_metering.actions
  for each row execute function tally_audit.record_change('key');
create trigger prices_are_audited after insert or update or delete on tally_metering.prices
  for each row execute function tally_audit.record_change('id');

-- sql/30_metering/seed.sql

select tally_metering.set_price(action, credits, title)
from (values
  ('audio_upload', 2, 'Audio upload'),
  ('txt_upload', 3, 'Text upload'),
  ('docx_processing', 5, 'Document processing'),
  ('premium_export', 15, 'Premium export'),
  ('chapter_creation', 1, 'Chapter creation'),
  ('section_creation', 1, 'Section creation')
) seed (action, credits, title);

-- sql/40_billing/health_report.sql

-- What an operator must know first: do jobs succeed, does an event wait for a person?
create function tally_billing.health_report()
returns jsonb
language sql stable
set search_path = ''
as $$
  with failing as (
    select coalesce(jsonb_agg(j.name order by j.name), '[]') as jobs
    from tally_base.jobs j
    where j.active and tally_base.last_run_failed(j.name)
  ),
  waiting as (
    select count(*) filter (where outcome = 'parked') as parked,
      count(*) filter (where outcome = 'quarantined') as quarantined
    from tally_billing.stripe_events
    where outcome in ('parked', 'quarantined')
  )
  select jsonb_build_object(
    'status', case when failing.jobs = '[]' and waiting.quarantined = 0 then 'ok' else 'degraded' end,
    'version', (select version from tally_base.release),
    'mode', case when tally_base.is_test_mode() then 'test' else 'live' end,
    'checks', jsonb_build_object(
      'failing_jobs', failing.jobs,
      'parked_events', waiting.parked,
      'quarantined_events', waiting.quarantined))
  from failing, waiting
$$;
comment on function tally_billing.health_report() is 'JSON as at tally.health_report.';
revoke all on function tally_billing.health_report() from public;

-- sql/40_billing/purchases/complete_purchase.sql

-- Marks a locked purchase paid and grants its credits, once per payment.
-- Paid beats expired and failed: a delayed debit may arrive days after we gave up on it.
create function tally_billing.complete_purchase(
  p tally_billing.purchases, p_session_id text, p_payment_intent_id text)
returns tally_billing.outcome
language plpgsql volatile
set search_path = ''
as $$
declare
  v_granted tally_ledger.grant_movement;
begin
  if p.status = 'paid' then
    return row('duplicate', 'already_paid', p.account_id, p.id, null, null)::tally_billing.outcome;
  end if;

  perform tally_ledger.lock_account(p.account_id);
  if not tally_ledger.has_room_for(p.account_id, p.credits) then
    return row('quarantined', 'balance_limit', p.account_id, p.id, null, null)::tally_billing.outcome;
  end if;

  update tally_billing.purchases
  set status = 'paid', paid_at = tally_base.clock(), ended_at = null,
    payment_intent_id = p_payment_intent_id
  where account_id = p.account_id and id = p.id;

  v_granted := tally_ledger.grant_credits(
    p_account => p.account_id,
    p_credits => p.credits,
    p_source => 'purchase',
    p_scope => 'payment',
    p_key => 'cs:' || p_session_id,
    p_request_hash => tally_ledger.request_hash(p.id::text),
    p_cost_basis => round(p.amount_minor / p.credits, 10),
    p_currency => p.currency,
    p_purchase_id => p.id,
    p_user_id => p.user_id);
  return row('applied', null, p.account_id, p.id,
    v_granted.balance_after - v_granted.credits, v_granted.balance_after)::tally_billing.outcome;
end
$$;
comment on function tally_billing.complete_purchase(tally_billing.purchases, text, text) is 'Applies a payment to a locked purchase; duplicate when it was paid before, quarantined when the account cannot hold it.';
revoke all on function tally_billing.complete_purchase(tally_billing.purchases, text, text) from public;

-- sql/40_billing/purchases/end_purchase.sql

-- Ends a locked purchase that will not be paid, unless it was.
create function tally_billing.end_purchase(p tally_billing.purchases, p_status text)
returns tally_billing.outcome
language plpgsql volatile
set search_path = ''
as $$
begin
  if p.status <> 'pending' then
    return row('ignored', 'already_' || p.status, p.account_id, p.id, null, null)::tally_billing.outcome;
  end if;

  update tally_billing.purchases set status = p_status, ended_at = tally_base.clock()
  where account_id = p.account_id and id = p.id;
  return row('applied', null, p.account_id, p.id, null, null)::tally_billing.outcome;
end
$$;
comment on function tally_billing.end_purchase(tally_billing.purchases, text) is 'Sets a pending purchase to expired or failed; ignored in any other state.';
revoke all on function tally_billing.end_purchase(tally_billing.purchases, text) from public;

-- sql/40_billing/purchases/expire_stale_purchases.sql

-- Ends pending purchases that never reached Stripe, a bounded number per call.
-- One with a session waits for what Stripe says of it; the key that could still make one lasts a day.
create function tally_billing.expire_stale_purchases()
returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  v_purchases constant integer := 500;
  v_before timestamptz := tally_base.clock() - interval '25 hours';
  v_purchase tally_billing.purchases;
begin
  for v_purchase in
    select * from tally_billing.purchases
    where status = 'pending' and checkout_session_id is null and created_at < v_before
    order by created_at limit v_purchases
    for update skip locked
  loop
    perform tally_billing.end_purchase(v_purchase, 'expired');
  end loop;

  return (select count(*) from tally_billing.purchases
    where status = 'pending' and checkout_session_id is null and created_at < v_before);
end
$$;
comment on function tally_billing.expire_stale_purchases() is 'Job: expires one chunk of purchases without a session after 25 hours; returns those left.';
revoke all on function tally_billing.expire_stale_purchases() from public;

-- sql/40_billing/purchases/start_purchase.sql

-- Freezes the terms of a pack in a pending purchase, before anyone is sent to Stripe.
-- What is granted later comes from this row, never from what a client or Stripe's metadata says.
create function tally_billing.start_purchase(
  p_account uuid, p_user_id uuid, p_pack text, p_quantity integer)
returns tally_billing.purchases
language plpgsql volatile
set search_path = ''
as $$
declare
  v_pack tally_billing.packs;
  v_status tally_ledger.account_status;
  v_purchase tally_billing.purchases;
begin
  if tally_base.setting('payments_enabled') <> 'true' then
    perform tally_base.fail('payments_disabled');
  end if;
  select status into v_status from tally_ledger.accounts where id = p_account;
  if v_status = 'closed' then
    perform tally_base.fail('account_closed');
  end if;

  select * into v_pack from tally_billing.packs where key = p_pack and active;
  if not found then
    perform tally_base.fail('not_found', 'There is no such pack.');
  end if;
  if p_quantity is null or p_quantity not between 1 and v_pack.max_quantity then
    perform tally_base.fail('invalid_quantity',
      format('This pack is sold in quantities of 1 to %s.', v_pack.max_quantity));
  end if;

  insert into tally_billing.purchases (
    account_id, user_id, pack, quantity, credits, amount_minor, currency, request_id, created_at)
  values (
    p_account, p_user_id, v_pack.key, p_quantity, v_pack.credits * p_quantity,
    v_pack.amount_minor * p_quantity, v_pack.currency, tally_base.request_id(), tally_base.clock())
  returning * into v_purchase;
  return v_purchase;
end
$$;
comment on function tally_billing.start_purchase(uuid, uuid, text, integer) is 'A pending purchase; PT403 payments_disabled, account_closed, PT404 not_found, PT400 invalid_quantity.';
revoke all on function tally_billing.start_purchase(uuid, uuid, text, integer) from public;

-- sql/40_billing/stripe/apply_checkout_session.sql

-- Applies what a Checkout session says to its purchase.
-- Whatever does not fit our row is set aside for a person: never guessed, never granted.
create function tally_billing.apply_checkout_session(p_type text, p_session jsonb)
returns tally_billing.outcome
language plpgsql volatile
set search_path = ''
as $$
declare
  v_purchase tally_billing.purchases := tally_billing.lock_session_purchase(p_session);
  v_mismatch text;
  v_outcome tally_billing.outcome;
begin
  if v_purchase.id is null then
    if exists (select from tally_billing.customers where customer_id = p_session ->> 'customer') then
      v_outcome.outcome := 'quarantined';
      v_outcome.reason := 'unknown_purchase';
    else
      v_outcome.outcome := 'parked';
      v_outcome.reason := 'unknown_customer';
    end if;
    return v_outcome;
  end if;

  v_mismatch := tally_billing.session_mismatch(v_purchase, p_session);
  if v_mismatch is not null then
    return row('quarantined', 'mismatch: ' || v_mismatch, v_purchase.account_id, v_purchase.id,
      null, null)::tally_billing.outcome;
  end if;
  if v_purchase.checkout_session_id is null then
    -- Found by its customer: we crashed before noting it. From now on no other session pays for this.
    perform tally_billing.attach_checkout_session(
      v_purchase.account_id, v_purchase.id, p_session ->> 'id', null);
  end if;

  case
    when p_type = 'checkout.session.expired' then
      return tally_billing.end_purchase(v_purchase, 'expired');
    when p_type = 'checkout.session.async_payment_failed' then
      return tally_billing.end_purchase(v_purchase, 'failed');
    when p_session ->> 'payment_status' in ('paid', 'no_payment_required') then
      return tally_billing.complete_purchase(
        v_purchase, p_session ->> 'id', p_session ->> 'payment_intent');
    else
      return row('ignored', 'awaiting_payment', v_purchase.account_id, v_purchase.id,
        null, null)::tally_billing.outcome;
  end case;
end
$$;
comment on function tally_billing.apply_checkout_session(text, jsonb) is 'Outcome of one of the four checkout.session events.';
revoke all on function tally_billing.apply_checkout_session(text, jsonb) from public;

-- sql/40_billing/stripe/attach_checkout_session.sql

-- Remembers which Checkout session sells a purchase. Safe to repeat.
create function tally_billing.attach_checkout_session(
  p_account uuid, p_purchase_id uuid, p_session_id text, p_expires_at timestamptz)
returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if p_session_id is null or p_session_id !~ '^cs_[A-Za-z0-9_]{1,250}$' then
    perform tally_base.fail('invalid_request', 'A Checkout session id is expected.');
  end if;
  perform from tally_billing.purchases
  where account_id = p_account and id = p_purchase_id for update;
  if not found then
    perform tally_base.fail('not_found');
  end if;

  insert into tally_billing.checkout_sessions (session_id, account_id, purchase_id)
  values (p_session_id, p_account, p_purchase_id)
  on conflict do nothing;
  if not exists (select from tally_billing.checkout_sessions
      where session_id = p_session_id and account_id = p_account and purchase_id = p_purchase_id) then
    perform tally_base.fail('payment_mismatch');
  end if;

  update tally_billing.purchases
  set checkout_session_id = p_session_id, expires_at = coalesce(p_expires_at, expires_at)
  where account_id = p_account and id = p_purchase_id;
end
$$;
comment on function tally_billing.attach_checkout_session(uuid, uuid, text, timestamptz) is 'Links session and purchase; PT404 not_found, PT409 payment_mismatch, PT400 invalid_request.';
revoke all on function tally_billing.attach_checkout_session(uuid, uuid, text, timestamptz) from public;

-- sql/40_billing/stripe/attach_customer.sql

-- Routes a Stripe customer to an account; the first one stands.
-- Two Checkouts at once may make two customers: both must use the one that events will find.
create function tally_billing.attach_customer(p_account uuid, p_customer text)
returns text
language plpgsql volatile
set search_path = ''
as $$
declare
  v_customer tally_billing.customers;
begin
  if p_customer is null or p_customer !~ '^cus_[A-Za-z0-9_]{1,250}$' then
    perform tally_base.fail('invalid_request', 'A Stripe customer id is expected.');
  end if;
  if not exists (select from tally_ledger.accounts where id = p_account) then
    perform tally_base.fail('not_found');
  end if;

  insert into tally_billing.customers (customer_id, account_id) values (p_customer, p_account)
  on conflict do nothing;
  select * into v_customer from tally_billing.customers where account_id = p_account;
  if not found then
    perform tally_base.fail('payment_mismatch', 'This customer belongs to another account.');
  end if;
  return v_customer.customer_id;
end
$$;
comment on function tally_billing.attach_customer(uuid, text) is 'The customer id that stands for the account; PT404 not_found, PT409 payment_mismatch, PT400 invalid_request.';
revoke all on function tally_billing.attach_customer(uuid, text) from public;

-- sql/40_billing/stripe/lock_session_purchase.sql

-- The locked purchase of a Checkout session, by the session's route or the customer's.
-- The second route serves when we crashed after Stripe made the session and before we noted it.
create function tally_billing.lock_session_purchase(p_session jsonb)
returns tally_billing.purchases
language plpgsql volatile
set search_path = ''
as $$
declare
  v_route tally_billing.checkout_sessions;
  v_purchase tally_billing.purchases;
begin
  select * into v_route from tally_billing.checkout_sessions where session_id = p_session ->> 'id';
  if not found and p_session ->> 'client_reference_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    v_route.purchase_id := (p_session ->> 'client_reference_id')::uuid;
    select account_id into v_route.account_id
    from tally_billing.customers where customer_id = p_session ->> 'customer';
  end if;

  select * into v_purchase from tally_billing.purchases
  where account_id = v_route.account_id and id = v_route.purchase_id
  for update;
  return v_purchase;
end
$$;
comment on function tally_billing.lock_session_purchase(jsonb) is 'The purchase row, locked, or null.';
revoke all on function tally_billing.lock_session_purchase(jsonb) from public;

-- sql/40_billing/stripe/receive_event.sql

-- Records a Stripe event and applies it, once, in one transaction.
-- The event row goes first: a parallel twin waits on it, and a failed effect takes it back.
create function tally_billing.receive_event(
  p_event jsonb, p_current jsonb, p_fetch_started_at timestamptz)
returns tally_billing.outcome
language plpgsql volatile
set search_path = ''
as $$
declare
  v_type text := p_event ->> 'type';
  v_outcome tally_billing.outcome;
begin
  perform tally_billing.require_event(p_event, p_current);
  insert into tally_billing.stripe_events (
    id, type, livemode, api_version, payload, fetched, fetch_started_at, request_id)
  values (
    p_event ->> 'id', v_type, (p_event ->> 'livemode')::boolean, p_event ->> 'api_version',
    p_event, p_current, p_fetch_started_at, tally_base.request_id())
  on conflict (id) do nothing;
  if not found then
    select 'duplicate', 'event_seen', e.account_id, e.purchase_id, null::numeric, null::numeric
    into v_outcome
    from tally_billing.stripe_events e where e.id = p_event ->> 'id';
    return v_outcome;
  end if;

  if (p_event ->> 'livemode')::boolean = tally_base.is_test_mode() then
    v_outcome.outcome := 'ignored';
    v_outcome.reason := 'wrong_mode';
  elsif v_type in ('checkout.session.completed', 'checkout.session.async_payment_succeeded',
      'checkout.session.async_payment_failed', 'checkout.session.expired') then
    v_outcome := tally_billing.apply_checkout_session(
      v_type, coalesce(p_current, p_event #> '{data,object}'));
  else
    v_outcome.outcome := 'ignored';
    v_outcome.reason := 'unknown_type';
  end if;

  update tally_billing.stripe_events
  set outcome = v_outcome.outcome, reason = v_outcome.reason,
    account_id = v_outcome.account_id, purchase_id = v_outcome.purchase_id
  where id = p_event ->> 'id';
  return v_outcome;
end
$$;
comment on function tally_billing.receive_event(jsonb, jsonb, timestamptz) is 'Outcome of a Stripe event; p_current is its object fetched since p_fetch_started_at. PT400 invalid_request.';
revoke all on function tally_billing.receive_event(jsonb, jsonb, timestamptz) from public;

-- sql/40_billing/stripe/require_event.sql

-- Refuses what is not a Stripe event, or a fetched object that is not the event's own.
create function tally_billing.require_event(p_event jsonb, p_current jsonb)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if (jsonb_typeof(p_event) = 'object'
      and p_event ->> 'id' ~ '^evt_[A-Za-z0-9_]{1,250}$'
      and length(p_event ->> 'type') between 1 and 200
      and jsonb_typeof(p_event -> 'livemode') = 'boolean'
      and jsonb_typeof(p_event #> '{data,object}') = 'object') is not true then
    perform tally_base.fail('invalid_request', 'A Stripe event is expected.');
  end if;
  if p_current is not null
     and p_current ->> 'id' is distinct from p_event #>> '{data,object,id}' then
    perform tally_base.fail('invalid_request', 'current is not the object of this event.');
  end if;
end
$$;
comment on function tally_billing.require_event(jsonb, jsonb) is 'PT400 invalid_request unless p_event is a Stripe event and p_current null or its object.';
revoke all on function tally_billing.require_event(jsonb, jsonb) from public;

-- sql/40_billing/stripe/session_mismatch.sql

-- Which facts of a Checkout session differ from the terms we froze.
-- Our row decides what is granted; Stripe's copy is only compared, so edited metadata buys nothing.
create function tally_billing.session_mismatch(p tally_billing.purchases, p_session jsonb)
returns text
language sql stable
set search_path = ''
as $$
  select string_agg(fact, ', ')
  from (values
    ('session', coalesce(p.checkout_session_id, p_session ->> 'id') = p_session ->> 'id'),
    ('mode', p_session ->> 'mode' = 'payment'),
    ('client_reference_id', p_session ->> 'client_reference_id' = p.id::text),
    ('customer', exists (
      select from tally_billing.customers c
      where c.account_id = p.account_id and c.customer_id = p_session ->> 'customer')),
    ('amount_total', p_session ->> 'amount_total' = p.amount_minor::text),
    ('currency', p_session ->> 'currency' = p.currency),
    ('metadata', coalesce(p_session #>> '{metadata,purchase_id}', p.id::text) = p.id::text
      and coalesce(p_session #>> '{metadata,account_id}', p.account_id::text) = p.account_id::text)
  ) compared (fact, same)
  where same is not true
$$;
comment on function tally_billing.session_mismatch(tally_billing.purchases, jsonb) is 'Names of the facts that differ, null when none.';
revoke all on function tally_billing.session_mismatch(tally_billing.purchases, jsonb) from public;

-- sql/40_billing/policies.sql

create policy packs_anyone_reads on tally_billing.packs for select to anon, authenticated
  using (active);
create policy purchases_admins_read on tally_billing.purchases for select to authenticated
  using (account_id in (select tally_ledger.my_accounts('admin')));

-- sql/40_billing/triggers.sql

create trigger packs_are_audited after insert or update or delete on tally_billing.packs
  for each row execute function tally_audit.record_change('key');
create trigger customers_are_audited after insert or update or delete on tally_billing.customers
  for each row execute function tally_audit.record_change('customer_id');
create trigger purchases_are_audited after insert or update or delete on tally_billing.purchases
  for each row execute function tally_audit.record_change('account_id', 'id');
create trigger checkout_sessions_are_audited after insert or update or delete
  on tally_billing.checkout_sessions
  for each row execute function tally_audit.record_change('session_id');

-- sql/40_billing/seed.sql

insert into tally_billing.packs (key, title, credits, amount_minor, currency, position) values
  ('starter', 'Starter', 500, 499, 'usd', 1),
  ('creator', 'Creator', 1500, 1499, 'usd', 2),
  ('professional', 'Professional', 3500, 2999, 'usd', 3);

-- sql/80_api/service/account_of.sql

-- Door: the personal account of a user.
create function tally.account_of(user_id uuid)
returns uuid
language plpgsql stable security definer -- reads routes, which the service may not
set search_path = ''
as $$
begin
  return tally_ledger.personal_account(user_id);
end
$$;
comment on function tally.account_of(uuid) is 'Service door: account id of the user. PT404 not_found.';
revoke all on function tally.account_of(uuid) from public;
grant execute on function tally.account_of(uuid) to service_role;

-- sql/80_api/service/attach_checkout_session.sql

-- Door: notes which Checkout session sells a purchase.
create function tally.attach_checkout_session(
  account uuid, purchase_id uuid, session_id text, expires_at timestamptz default null)
returns void
language plpgsql volatile security definer -- writes purchases, which the service may not
set search_path = ''
as $$
begin
  perform tally_billing.attach_checkout_session(account, purchase_id, session_id, expires_at);
end
$$;
comment on function tally.attach_checkout_session(uuid, uuid, text, timestamptz) is 'Service door: links a session to its purchase; a repeat is harmless. PT400 invalid_request, PT404 not_found, PT409 payment_mismatch.';
revoke all on function tally.attach_checkout_session(uuid, uuid, text, timestamptz) from public;
grant execute on function tally.attach_checkout_session(uuid, uuid, text, timestamptz) to service_role;

-- sql/80_api/service/attach_customer.sql

-- Door: routes a Stripe customer to an account.
create function tally.attach_customer(account uuid, customer text)
returns text
language plpgsql volatile security definer -- writes customers, which the service may not
set search_path = ''
as $$
begin
  return tally_billing.attach_customer(account, customer);
end
$$;
comment on function tally.attach_customer(uuid, text) is 'Service door: the customer id that stands for the account; the first one wins. PT400 invalid_request, PT404 not_found, PT409 payment_mismatch.';
revoke all on function tally.attach_customer(uuid, text) from public;
grant execute on function tally.attach_customer(uuid, text) to service_role;

-- sql/80_api/service/customer_of.sql

-- Door: the Stripe customer of an account.
create function tally.customer_of(account uuid)
returns text
language sql stable security definer -- reads customers, which the service may not
set search_path = ''
as $$
  select c.customer_id from tally_billing.customers c where c.account_id = account
$$;
comment on function tally.customer_of(uuid) is 'Service door: Stripe customer id of the account, null if it has none.';
revoke all on function tally.customer_of(uuid) from public;
grant execute on function tally.customer_of(uuid) to service_role;

-- sql/80_api/service/grant_credits.sql

-- Door: adds credits that were not bought, once per key.
create function tally.grant_credits(
  account uuid, credits numeric, source text, idempotency_key text,
  expires_at timestamptz default null, effective_at timestamptz default null,
  priority integer default null, cost_basis_minor numeric default null, currency text default null,
  reference text default null, metadata jsonb default null)
returns tally.grant_movement
language plpgsql volatile security definer -- writes the ledger, which the service may not
set search_path = ''
as $$
declare
  v_movement tally.grant_movement;
begin
  v_movement := tally_ledger.grant_by_service(
    account, credits, source, idempotency_key, expires_at, effective_at, priority,
    cost_basis_minor, currency, reference, metadata);
  return v_movement;
end
$$;
comment on function tally.grant_credits(uuid, numeric, text, text, timestamptz, timestamptz, integer, numeric, text, text, jsonb) is 'Service door: grants credits now or from effective_at; priority null is 50; cost_basis_minor is what one credit cost in minor units of currency; the same key and arguments replay the first movement. PT400 invalid_amount, invalid_key, invalid_range, invalid_reference, invalid_request; PT404 not_found; PT422 idempotency_key_reused.';
revoke all on function tally.grant_credits(uuid, numeric, text, text, timestamptz, timestamptz, integer, numeric, text, text, jsonb) from public;
grant execute on function tally.grant_credits(uuid, numeric, text, text, timestamptz, timestamptz, integer, numeric, text, text, jsonb) to service_role;

-- sql/80_api/service/health_report.sql

-- Door: how the database part is doing.
create function tally.health_report()
returns jsonb
language sql stable security definer -- reads jobs and events, which the service may not
set search_path = ''
as $$
  select tally_billing.health_report()
$$;
comment on function tally.health_report() is 'Service door: {status: ok or degraded, version, mode, checks}.';
revoke all on function tally.health_report() from public;
grant execute on function tally.health_report() to service_role;

-- sql/80_api/service/receive_stripe_event.sql

-- Door: takes one verified Stripe event and applies it exactly once.
create function tally.receive_stripe_event(
  event jsonb, current jsonb default null, fetch_started_at timestamptz default null)
returns tally.event_outcome
language plpgsql volatile security definer -- writes purchases and the ledger, which the service may not
set search_path = ''
as $$
declare
  v_outcome tally.event_outcome;
begin
  v_outcome := tally_billing.receive_event(event, current, fetch_started_at);
  return v_outcome;
end
$$;
comment on function tally.receive_stripe_event(jsonb, jsonb, timestamptz) is 'Service door: records and applies an event in one transaction; current is its object fetched from Stripe after fetch_started_at (tally.server_time). Outcome applied, duplicate, ignored, parked or quarantined. PT400 invalid_request.';
revoke all on function tally.receive_stripe_event(jsonb, jsonb, timestamptz) from public;
grant execute on function tally.receive_stripe_event(jsonb, jsonb, timestamptz) to service_role;

-- sql/80_api/service/server_time.sql

-- Door: the database's own clock, by which a fetch from Stripe is dated.
create function tally.server_time()
returns timestamptz
language sql volatile security definer -- one rule for all doors
set search_path = ''
as $$
  select clock_timestamp()
$$;
comment on function tally.server_time() is 'Service door: the instant to pass as fetch_started_at, taken before the fetch.';
revoke all on function tally.server_time() from public;
grant execute on function tally.server_time() to service_role;

-- sql/80_api/user/balance.sql

-- Door: what the caller can spend.
create function tally.balance(account uuid default null)
returns tally.account_balance
language plpgsql stable security definer -- reads accounts, which users may not
set search_path = ''
as $$
declare
  v_account uuid := tally_ledger.require_account(account, 'member');
  v_balance tally.account_balance;
begin
  select s.account_id, s.available, s.posted, s.held, s.debt, s.status,
    s.available < s.low_balance, s.expires_next_at, s.expires_next_credits,
    null, s.tier, s.updated_at
  into v_balance
  from tally_ledger.account_state(v_account) s;
  return v_balance;
end
$$;
comment on function tally.balance(uuid) is 'User door: credits available, posted, held and owed of the account (default: the caller''s own), and what expires next. PT401 not_signed_in, PT404 not_found.';
revoke all on function tally.balance(uuid) from public;
grant execute on function tally.balance(uuid) to authenticated;

-- sql/80_api/user/explain.sql

-- Door: why an entry is what it is.
create function tally.explain(seq bigint, account uuid default null)
returns jsonb
language plpgsql stable security definer -- reads grants and purchases behind the entry
set search_path = ''
as $$
declare
  v_account uuid := tally_ledger.require_account(account, 'member');
begin
  return tally_metering.explain_entry(v_account, seq, auth.uid());
end
$$;
comment on function tally.explain(bigint, uuid) is 'User door: action, price, quantity, the grants that paid or were made, source, reference, times of one entry. PT401 not_signed_in, PT404 not_found.';
revoke all on function tally.explain(bigint, uuid) from public;
grant execute on function tally.explain(bigint, uuid) to authenticated;

-- sql/80_api/user/quote.sql

-- Door: what an action would cost now, and whether it can be paid.
create function tally.quote(action text, quantity numeric default 1, account uuid default null)
returns tally.action_quote
language plpgsql stable security definer -- reads accounts and prices, which users may not
set search_path = ''
as $$
declare
  v_account uuid := tally_ledger.require_account(account, 'member');
  v_quote tally.action_quote;
begin
  select * into v_quote from tally_metering.quote_action(v_account, action, quantity);
  return v_quote;
end
$$;
comment on function tally.quote(text, numeric, uuid) is 'User door: price of quantity units, credits available, affordable, tier_ok, warning; charges nothing. PT400 invalid_quantity, PT401 not_signed_in, PT404 not_found.';
revoke all on function tally.quote(text, numeric, uuid) from public;
grant execute on function tally.quote(text, numeric, uuid) to authenticated;

-- sql/80_api/user/spend.sql

-- Door: charges the caller for an action, once per key.
create function tally.spend(
  action text, idempotency_key text, quantity numeric default 1, account uuid default null,
  reference text default null, metadata jsonb default null)
returns tally.movement
language plpgsql volatile security definer -- writes the ledger, which users may not
set search_path = ''
as $$
declare
  v_account uuid := tally_ledger.require_account(account, 'member');
  v_movement tally.movement;
begin
  v_movement := tally_metering.spend_action(
    v_account, auth.uid(), action, idempotency_key, quantity, reference, metadata);
  return v_movement;
end
$$;
comment on function tally.spend(text, text, numeric, uuid, text, jsonb) is 'User door: charges quantity units of action; the same key and arguments replay the first movement (replayed: true): do no new work then. PT400 invalid_key, invalid_quantity, invalid_reference, invalid_request; PT401 not_signed_in; PT402 insufficient_credits; PT403 account_frozen, account_closed, debt_outstanding, tier_required; PT404 not_found; PT422 idempotency_key_reused.';
revoke all on function tally.spend(text, text, numeric, uuid, text, jsonb) from public;
grant execute on function tally.spend(text, text, numeric, uuid, text, jsonb) to authenticated;

-- sql/80_api/user/start_purchase.sql

-- Door: freezes the terms of a purchase; functions/checkout calls it for the buyer.
create function tally.start_purchase(pack text, quantity integer default 1, account uuid default null)
returns tally.purchase_terms
language plpgsql volatile security definer -- writes purchases, which users may not
set search_path = ''
as $$
declare
  v_account uuid := tally_ledger.require_account(account, 'owner');
  v_purchase tally_billing.purchases;
  v_terms tally.purchase_terms;
begin
  v_purchase := tally_billing.start_purchase(v_account, auth.uid(), pack, quantity);

  select v_purchase.id, v_purchase.account_id, k.key, k.title, v_purchase.quantity,
    v_purchase.credits::numeric, v_purchase.amount_minor, v_purchase.currency, v_purchase.created_at
  into v_terms
  from tally_billing.packs k where k.key = v_purchase.pack;
  return v_terms;
end
$$;
comment on function tally.start_purchase(text, integer, uuid) is 'User door (owner): a pending purchase of a pack with its frozen terms; buys nothing yet. PT400 invalid_quantity, PT401 not_signed_in, PT403 payments_disabled, account_closed, not_allowed, PT404 not_found.';
revoke all on function tally.start_purchase(text, integer, uuid) from public;
grant execute on function tally.start_purchase(text, integer, uuid) to authenticated;

-- sql/80_api/views.sql

create view tally.entries with (security_invoker = true) as
select e.account_id, e.seq, e.kind::text, e.credits, e.balance_after, e.action, e.quantity,
  p.credits as unit_price, g.source::text, n.reference, n.metadata, e.user_id, e.event_at, e.recorded_at
from tally_ledger.entries e
left join tally_metering.prices p on p.id = e.price_id
left join tally_ledger.grants g
  on g.account_id = e.account_id and g.id = e.grant_id and e.kind <> 'spend'
left join tally_ledger.entry_notes n on n.account_id = e.account_id and n.seq = e.seq;
comment on view tally.entries is 'Own movements; page by seq. Credits are signed, source is the grant''s for grants and expiries.';
grant select on tally.entries to authenticated;

create view tally.grants with (security_invoker = true) as
select account_id, id, source::text, amount, remaining, held, priority,
  case when state = 'live' and remaining = 0 then 'spent'
    when state = 'live' and expires_at <= now() then 'expired'
    else state end as state,
  effective_at, expires_at, cost_basis as cost_basis_minor, currency, created_at
from tally_ledger.grant_state;
comment on view tally.grants is 'Own batches of credits and what is left of them.';
grant select on tally.grants to authenticated;

create view tally.purchases with (security_invoker = true) as
select account_id, id, pack, status, quantity, credits, amount_minor, currency,
  created_at, expires_at, paid_at, ended_at
from tally_billing.purchases;
comment on view tally.purchases is 'Own purchases; amounts in minor units.';
grant select on tally.purchases to authenticated;

create view tally.actions with (security_invoker = true) as
select key, title, unit, divisible, min_tier, credits from tally_metering.priced_actions;
comment on view tally.actions is 'What can be charged for, with today''s price per unit.';
grant select on tally.actions to anon, authenticated;

create view tally.packs with (security_invoker = true) as
select key, title, credits, amount_minor, currency, max_quantity, position
from tally_billing.packs where active;
comment on view tally.packs is 'Packs for sale; amount in minor units of the currency.';
grant select on tally.packs to anon, authenticated;

-- sql/90_jobs/jobs.sql

-- Every job. The scheduler runs `command` by `schedule`; a chunk is bounded and leaves the rest to the next.
insert into tally_base.jobs (name, schedule, kind, chunk_function, command)
select name, schedule, 'sql', chunk_function, format('select tally_base.run_job(%L)', name)
from (values
  ('book_expiries', '* * * * *', 'tally_ledger.book_expiries'),
  ('expire_stale_purchases', '*/10 * * * *', 'tally_billing.expire_stale_purchases')
) job (name, schedule, chunk_function);

-- Where the server has pg_cron it is the scheduler; elsewhere the local stack runs the same rows.
-- pg_settings shows its setting only when it is loaded for this database, and to whoever may see it.
do $$
begin
  if exists (select from pg_catalog.pg_extension where extname = 'pg_cron')
     or exists (select from pg_catalog.pg_settings
       where name = 'cron.database_name' and setting = current_database()) then
    create extension if not exists pg_cron;
    perform cron.schedule(name, schedule, command) from tally_base.jobs where active and kind = 'sql';
  end if;
end
$$;

-- sql/build.ts: the sweep

do $sweep$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'tally' or n.nspname like 'tally\_%'
  loop
    execute format('revoke all on routine %s from public', v_function);
  end loop;
end
$sweep$;

commit;
