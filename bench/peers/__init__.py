"""One script for each peer, each set up as the peer's own documentation does first.

A script runs in its peer's own virtual environment through `bench/worker.py`; nothing here is
imported by the benchmark itself.
"""
