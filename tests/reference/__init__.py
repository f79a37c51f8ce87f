"""Plain second ways to what the product computes, for tests and benchmarks to compare with."""
