"""Tables: thanks for praise, corrections of tags, receipts of complaints that were entered."""
