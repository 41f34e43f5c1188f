"""Benchmarks: wuxi-qa beside what people use today, and against itself; not part of the wheel."""
