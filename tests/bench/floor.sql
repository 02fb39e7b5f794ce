-- F3, the floor: the least a ledger can do. One UPDATE of an account row, one INSERT of an entry.
create schema bench;

create table bench.accounts (
  id uuid primary key,
  balance numeric(20, 6) not null,
  seq bigint not null default 0
) with (fillfactor = 70);

create table bench.entries (
  account_id uuid not null,
  seq bigint not null,
  credits numeric(20, 6) not null,
  balance_after numeric(20, 6) not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (account_id, seq)
);

create function bench.spend(p_account uuid, p_credits numeric) returns numeric
language plpgsql
as $$
declare
  v_seq bigint;
  v_balance numeric;
begin
  update bench.accounts set balance = balance - p_credits, seq = seq + 1
  where id = p_account and balance >= p_credits
  returning seq, balance into v_seq, v_balance;
  insert into bench.entries (account_id, seq, credits, balance_after)
  values (p_account, v_seq, -p_credits, v_balance);
  return v_balance;
end
$$;
