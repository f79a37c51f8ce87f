"""Attacks upon the promises to participants, each measured and none of them part of the product.

`make attack` runs all of them at length. Each module has a `run(long)` that returns rows of the
table; the tests run the short form of the same functions.
"""
