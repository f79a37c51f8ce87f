"""What has to be done inside the program before it is loaded, in a process of its own."""

import benchmarks.inside  # noqa: F401  it sets Django up
