"""How pages are read: pure functions from bytes to Mentions."""
