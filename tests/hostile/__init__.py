"""The bad web, as local servers."""
