"""What the operator may change: settings, sites, definitions, policy."""
