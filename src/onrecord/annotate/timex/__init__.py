"""Time expressions: words by kind, patterns over them, their values, and what anchors them."""
