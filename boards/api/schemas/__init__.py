"""The shapes of what goes in and comes out, by noun. Input refuses what it does not know."""
