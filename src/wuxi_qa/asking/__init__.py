"""What a question asks, by its form: names, typing errors, lines of the page, choices, parts."""
