"""A release computed again from its archive, written from docs/methodology.md alone.

Nothing here imports the program that made the release. It needs Python, NumPy and SciPy.
"""
