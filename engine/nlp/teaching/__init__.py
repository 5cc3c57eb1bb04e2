"""Teaching: labels that people gave adapt the shipped weights, and are compared before use."""
