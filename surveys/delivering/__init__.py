"""Hands out invitations, by mail, on slips, as a list or from a hat; mails about passwords."""
