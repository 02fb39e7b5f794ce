-- Raises one refusal of the catalogue.
-- One place turns tokens into SQLSTATEs, so that a token can never travel with two statuses.
create function tally_base.fail(p_token text, p_detail text default null)
returns void
language plpgsql stable
set search_path = ''
as $$
declare
  v_error tally_base.errors;
begin
  select * into v_error from tally_base.errors where token = p_token;
  if v_error.token is null then
    raise exception 'no error % in the catalogue', p_token using errcode = 'XX000';
  end if;

  raise exception using
    errcode = v_error.code,
    message = v_error.token,
    detail = coalesce(p_detail, v_error.detail),
    hint = v_error.hint;
end
$$;
comment on function tally_base.fail(text, text) is 'Raises the catalogue error p_token; p_detail replaces its sentence.';
revoke all on function tally_base.fail(text, text) from public;
