"""Text: declarations as they are written: names, lines, comments."""
