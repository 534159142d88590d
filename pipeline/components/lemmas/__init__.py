"""Dictionary forms, by a table of exceptions and the regular endings of English."""
