"""Figures published elsewhere: shown beside the releases of a study, and never computed with."""
