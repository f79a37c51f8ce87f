"""Faults made on purpose in whole installations of our own, and what came of them: `make chaos`."""
