"""From the words that a reader found to the words that a person would quote."""
