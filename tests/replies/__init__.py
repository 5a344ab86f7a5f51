"""Replies of shops, good and bad, made up for the lint; and the measure of what it finds in them."""
