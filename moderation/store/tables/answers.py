"""Tables: drafts kept per person, and what is released to sites."""
