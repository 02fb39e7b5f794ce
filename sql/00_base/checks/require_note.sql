-- Refuses free text that does not fit beside an entry.
-- Depth and size are bounded, because this is stored for ever and comes from anyone.
create function tally_base.require_note(p_reference text, p_metadata jsonb)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if tally_base.is_plain_text(p_reference) is false then
    perform tally_base.fail('invalid_reference');
  end if;
  if p_metadata is null then
    return;
  end if;
  if jsonb_typeof(p_metadata) <> 'object'
     or octet_length(p_metadata::text) > 4096
     or jsonb_path_exists(p_metadata, '$.**{6}') then
    perform tally_base.fail('invalid_request',
      'metadata must be a JSON object of at most 4 kB and five levels.');
  end if;
end
$$;
comment on function tally_base.require_note(text, jsonb) is 'PT400 invalid_reference or invalid_request unless reference and metadata may be stored; null passes.';
revoke all on function tally_base.require_note(text, jsonb) from public;
