-- Clients switch on these; the static tests compare the same list with TypeScript and README.
begin;
select plan(1);

select set_eq(
  'select code, token from tally_base.errors',
  $$ values ('PT400', 'invalid_amount'), ('PT400', 'invalid_quantity'), ('PT400', 'invalid_key'),
     ('PT400', 'invalid_reference'), ('PT400', 'invalid_cursor'), ('PT400', 'invalid_range'),
     ('PT400', 'invalid_request'), ('PT400', 'invalid_signature'), ('PT401', 'not_signed_in'),
     ('PT402', 'insufficient_credits'), ('PT402', 'cap_exceeded'), ('PT403', 'account_frozen'),
     ('PT403', 'account_closed'), ('PT403', 'debt_outstanding'), ('PT403', 'tier_required'),
     ('PT403', 'not_allowed'), ('PT403', 'payments_disabled'), ('PT403', 'test_mode_only'),
     ('PT403', 'sign_in_again'), ('PT404', 'not_found'), ('PT405', 'method_not_allowed'),
     ('PT409', 'hold_not_open'), ('PT409', 'payment_mismatch'), ('PT409', 'append_only'),
     ('PT409', 'quote_used'), ('PT410', 'hold_expired'), ('PT410', 'quote_expired'),
     ('PT413', 'payload_too_large'), ('PT415', 'unsupported_media_type'),
     ('PT422', 'idempotency_key_reused'), ('PT429', 'rate_limited'), ('PT503', 'busy') $$,
  'token and status');

select * from finish();
rollback;
