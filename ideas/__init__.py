"""What we may build: clusters of requests, ideas, votes, support."""
