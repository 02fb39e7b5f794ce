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
