"""Evaluation: gold questions, metrics, runs over them, and the committed baseline."""
