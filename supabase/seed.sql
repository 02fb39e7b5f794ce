-- For databases of development only (the local stack, `supabase start`, `supabase db reset`); a deploy
-- never runs it. A test deployment accepts Stripe's test mode and hands out test credits.
select tally_base.set_mode('test');
