"""What is counted in a seminar, and the pages on which it is run and shown.

`counting` alone opens answers; everything that is shown comes from what it stored.
"""
