"""What the measures cost and how good they are. Run all with `make bench`."""
