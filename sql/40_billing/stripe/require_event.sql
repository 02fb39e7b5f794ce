-- Refuses what is not a Stripe event, or a fetched object that is not the event's own.
create function tally_billing.require_event(p_event jsonb, p_current jsonb)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if (jsonb_typeof(p_event) = 'object'
      and p_event ->> 'id' ~ '^evt_[A-Za-z0-9_]{1,250}$'
      and length(p_event ->> 'type') between 1 and 200
      and jsonb_typeof(p_event -> 'livemode') = 'boolean'
      and jsonb_typeof(p_event #> '{data,object}') = 'object') is not true then
    perform tally_base.fail('invalid_request', 'A Stripe event is expected.');
  end if;
  if p_current is not null
     and p_current ->> 'id' is distinct from p_event #>> '{data,object,id}' then
    perform tally_base.fail('invalid_request', 'current is not the object of this event.');
  end if;
end
$$;
comment on function tally_billing.require_event(jsonb, jsonb) is 'PT400 invalid_request unless p_event is a Stripe event and p_current null or its object.';
revoke all on function tally_billing.require_event(jsonb, jsonb) from public;
