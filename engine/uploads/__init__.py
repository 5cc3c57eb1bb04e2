"""Files that people hand in: looked into, never trusted by name, sent so that nothing runs."""
