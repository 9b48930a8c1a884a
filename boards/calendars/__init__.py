"""Due dates in the calendars that people have anyway: links that Google Calendar, Apple Calendar and Outlook read.

`rendering` writes iCalendar (RFC 5545, 7986), `queries` says what a link shows and by which mark a calendar knows that
nothing has changed, `services` makes and ends links. A link opens without signing in, with the rights that the person
who made it has at that moment.
"""
