"""What reference managers, catalogues and repositories are told of a release, in their formats."""
