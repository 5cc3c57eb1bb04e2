"""What `make run` and `make demo` show: people, the sample, progress, a table of ideas."""
