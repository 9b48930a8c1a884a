"""What people are told of their boards while they look elsewhere: an inbox, e-mail, and how each wants to hear of what.

`telling` takes each change from the history (`events.subscribe_durably`) and notes for whom it is news; `reminders`
asks the clock. `words` says an entry in words, for the inbox and for e-mail alike. Whoever reads is asked for their
rights anew each time (`rights`): an entry is no way in.
"""
