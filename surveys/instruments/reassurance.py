"""The battery whose results say what would reassure: what its questions must be for that."""

KEY = "reassurance"
# How much a measure of the other side would lessen concern, and how acceptable it would be for
# one's own side to take it.
LESSENS, ACCEPTABLE = "lessens", "acceptable"
# Of its levels, ascending, those from this place on count as wanted, and as acceptable.
LEVELS, FROM = 4, 2
