"""Seminars: an exercise in one room, answered on phones. What is counted and shown of one is in
`analytics.seminars`."""
