create trigger actions_are_audited after insert or update or delete on tally_metering.actions
  for each row execute function tally_audit.record_change('key');
create trigger prices_are_audited after insert or update or delete on tally_metering.prices
  for each row execute function tally_audit.record_change('id');
