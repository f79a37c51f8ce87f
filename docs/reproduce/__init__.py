"""A release computed again from its archive, as docs/methodology.md describes it.

Nothing here imports the program that made the release. It needs Python, NumPy and SciPy.
"""
