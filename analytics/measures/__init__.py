"""The measures: pure functions on arrays of counts, without Django, pandas or a database."""
