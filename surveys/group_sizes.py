"""The sizes of groups on which it depends what is published and kept. Measures read it too."""

# Of fewer people than this nothing but their number is published.
SMALLEST_GROUP = 5
# From so many people on one person's answers may be published, and kept, together.
LARGE_GROUP = 100
