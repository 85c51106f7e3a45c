"""Questions: each a typed function of the world that returns an `Answer`; the one place where models meet readers."""
