"""How well wishes are grouped, ours beside its peers: one script, one table."""
