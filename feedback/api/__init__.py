"""The API's endpoints for what fans said."""
