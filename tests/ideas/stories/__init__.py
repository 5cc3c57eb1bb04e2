"""Stories of people and machine that hypothesis makes up, for the tests of the ledger."""
