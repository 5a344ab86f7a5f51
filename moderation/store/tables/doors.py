"""Tables: what the API remembers: idempotency keys, webhooks, deliveries."""
