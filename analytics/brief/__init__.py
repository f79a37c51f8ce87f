"""The brief: one sheet for each dyad, to hold in the hand when the session begins."""
