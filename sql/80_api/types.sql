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
