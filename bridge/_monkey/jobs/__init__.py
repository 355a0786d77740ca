"""Jobs: what performs in the background, its end on JavaScript's thread, and what ends it before its time."""
