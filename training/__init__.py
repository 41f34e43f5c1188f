"""Trains the reader: from public question sets to the weights that ship."""
