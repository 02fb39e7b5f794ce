create schema tally_billing;
comment on schema tally_billing is 'Packs, purchases and what Stripe says of them.';
