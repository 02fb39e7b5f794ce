insert into tally_base.settings (name, value, note) values
  ('welcome_credits', '0', 'Credits a new person gets once; 0 gives none.'),
  ('payments_enabled', 'true', 'false closes every way to pay.');

insert into tally_base.tiers (name, rank) values
  ('free', 0), ('basic', 1), ('pro', 2), ('team', 3);

insert into tally_base.secrets (name, value)
values ('person_hash', extensions.gen_random_bytes(32));
