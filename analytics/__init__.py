"""Measurement and publication: from opened answers to releases, pages and the API."""

# Told in every release, so that a figure can be traced to the program that computed it.
SOFTWARE = {"name": "cs2survey", "version": "0.3.0"}
