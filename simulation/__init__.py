"""Simulated respondents, and the studies they answer: the demonstration and the public sample.

Nothing here is imported by the rooms that serve real people.
"""
