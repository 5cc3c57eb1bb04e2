"""What fans said: comments and the requests found in them."""
