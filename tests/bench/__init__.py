"""Benchmarks: every figure stands beside a reference measured in alternating runs of the same call."""
