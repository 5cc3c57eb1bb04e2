"""The only writers of what we may build."""
