"""What people did, for clients: listed, told in full, taken back."""
