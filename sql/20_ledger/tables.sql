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
