insert into tally_billing.packs (key, title, credits, amount_minor, currency, position) values
  ('starter', 'Starter', 500, 499, 'usd', 1),
  ('creator', 'Creator', 1500, 1499, 'usd', 2),
  ('professional', 'Professional', 3500, 2999, 'usd', 3);
