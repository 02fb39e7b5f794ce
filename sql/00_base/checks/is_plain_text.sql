-- Whether a short text from outside is 1 to 200 characters, none of them invisible.
-- Control, zero-width and direction characters would make two keys look alike; length is checked first, it is cheap.
create function tally_base.is_plain_text(p_text text)
returns boolean
language plpgsql immutable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return octet_length(p_text) <= 800 and length(p_text) <= 200 and btrim(p_text) <> ''
    and p_text !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]';
end
$$;
comment on function tally_base.is_plain_text(text) is 'True for 1 to 200 visible characters; null for null.';
revoke all on function tally_base.is_plain_text(text) from public;
