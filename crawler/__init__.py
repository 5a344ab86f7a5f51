"""From a site to Mentions."""
