"""Analytics for Boardsite: reads the event stream and keeps what it counts in a PostgreSQL schema of its own.

    settings → days → events → schema → store → consumer, rebuild        (what writes)
    settings → days → histories → figures → asking, site, charts → web   (what answers)

It stands by itself: nothing of it imports the site, and the site knows nothing of it. What it knows of the site is the
event stream (docs/events.md), and that a token is good and for which projects (the JSON API).
"""
