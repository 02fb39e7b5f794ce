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
