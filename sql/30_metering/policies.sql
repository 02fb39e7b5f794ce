create policy actions_anyone_reads on tally_metering.actions for select to anon, authenticated
  using (active);
create policy prices_anyone_reads on tally_metering.prices for select to anon, authenticated
  using (true);
