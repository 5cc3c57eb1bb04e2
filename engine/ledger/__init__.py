"""Operations of people: recorded, and later undone and replayed; knows no domain."""
