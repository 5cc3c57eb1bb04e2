"""How a comment asks: clauses, the grammar of asking, scores, the decision, the spans."""
