"""Tables: how cases ended, causes, and the review of quality."""
