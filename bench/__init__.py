"""Benchmarks: they start their own servers, are bounded in time and use the code that serves."""
