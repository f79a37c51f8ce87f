"""Hands out invitations: by mail, on printed slips, as a list, or drawn from a hat."""
