create trigger log_refuses_change
  before update or delete on tally_audit.log
  for each row execute function tally_base.forbid_change();
create trigger log_refuses_truncate
  before truncate on tally_audit.log
  for each statement execute function tally_base.forbid_change();

create trigger settings_are_audited
  after insert or update or delete on tally_base.settings
  for each row execute function tally_audit.record_change('name');
create trigger deployment_is_audited
  after insert or update or delete on tally_base.deployment
  for each row execute function tally_audit.record_change('singleton');
create trigger admins_are_audited
  after insert or update or delete on tally_base.admins
  for each row execute function tally_audit.record_change('user_id');
create trigger tiers_are_audited
  after insert or update or delete on tally_base.tiers
  for each row execute function tally_audit.record_change('name');
create trigger jobs_are_audited
  after insert or update or delete on tally_base.jobs
  for each row execute function tally_audit.record_change('name');
