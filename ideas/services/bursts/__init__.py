"""Find bursts, keep their alerts as they go on, and let people say what they think of them."""
