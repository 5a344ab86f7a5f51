"""Tables: what is told to members of the staff."""
