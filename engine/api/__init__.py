"""What every endpoint shares: client keys and scopes, paging, problem details."""
