-- With nothing to do it says 0, or skipped while the scheduler is at it.
begin;
select plan(2);

create function pg_temp.run(p_command text) returns text language plpgsql as $$
declare v_answer text;
begin
  execute p_command into v_answer;
  return v_answer;
end $$;

select matches(pg_temp.run(command), '^(0|skipped)$', name) from tally_base.jobs order by name;

select * from finish();
rollback;
