"""Webhooks: addresses outside that are told of what happens on boards.

**What is sent** follows from the history: `jobs.outbox` gets each of its rows once, and writes a delivery for every
webhook that wants it. **When and whether** says `jobs.sending`: of one task one message after the other, signed, only
to addresses that may be called (`rules.addresses`), tried for a day, with the rights of whoever made the webhook looked
at anew each time. **How it reads**: `queries.payloads` for programs, from the shapes of the API; `queries.chat` for
Slack, Mattermost, Matrix and Microsoft Teams.
"""
