create schema tally_base;
comment on schema tally_base is 'What every domain stands on: settings, mode, clock, the credits domain, refusals, jobs.';

create extension if not exists pgcrypto with schema extensions;
create extension if not exists btree_gist with schema extensions;
