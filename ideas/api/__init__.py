"""The API's endpoints for what we may build."""
