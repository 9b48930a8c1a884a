"""The live board: whoever has a board open is told at once that something has changed, and asks for it.

Messages carry ids, never content: what may be seen is decided by the views, as for every page.

**The socket** is at `/ws/projects/<id>/?tab=<name>` for a board, its list, its tasks and its report, and at
`/ws/home/?tab=<name>` for pages over all of one's projects. It takes the session's cookie, an `Origin` of this site and
the right to view the project. Whoever is refused is let in first and then sent away with a code (`Code`), because a
browser can't read why a WebSocket was not accepted. `tab` is a random name of up to 40 letters, digits, `-` and `_`
that a tab gives itself; htmx sends the same in the header `X-Tab`, so that a tab knows its own changes.

From the server, one JSON object a message:

- `{"type": "hello", "you": "tab", "revision": 812, "within": 0, "live": true, "people": {…}}`: let in. `people` is as
  below. At home `{"type": "hello", "you": "tab", "revisions": {"3": 812}, "live": true}`.
- `{"type": "changed", "project": 3, "revision": 812, "columns": [3, 5], "tasks": [7], "by": "tab", "within": 0}`: ask
  for what has changed since the revision last seen. `columns` and `tasks` are null where they are many or not known;
  `by` is empty unless one tab did it all.
- `{"type": "people", "here": [4, 9], "count": 2, "editing": {"7": [9]}}`: who is here (at most 50 are named), and who
  edits which task. Their names are at `/projects/<id>/here/?task=7`.
- `{"type": "beat"}`: every ten seconds or so, to be answered by the same.
- `{"type": "inbox"}`: there may be something else in this person's inbox. Ask for its count.
- `{"type": "degraded"}`, `{"type": "live"}`: messages may take some seconds, until it is live again.
- `{"type": "later", "after": 2400}`: the server is about to go. Come back after so many milliseconds.
- `{"type": "gone"}`: the right to see this has ended; the code that follows says why.

`within` is a number of milliseconds: everybody waits for a moment of their own choice within it before they ask, so
that a full board does not come down on the site at once. It is 0 where few look on.

From the browser: `{"type":"beat"}`, `{"type":"editing","task":7}` and `{"type":"idle"}`. Anything else, more than
`MOST_MESSAGES` in ten seconds, or silence for `SILENT` seconds, ends the connection. Nothing a browser says here has
any effect but on who is shown to be where; that a task is edited is passed over where its person may edit none.

**What changed** is asked for at `/projects/<id>/changes/` and `/tasks/<id>/changes/` (see `boards.live.views.changes`);
lists, reports and home at their own addresses.

Inside: a change of the board (`publishing`) reaches the `hub` of its process, which tells its own `connection`s at once
and other processes over the `bus`, one group of the channel layer for the whole site. `presence` knows who is where.
`admission` is asked when somebody comes, and again when something may have ended their right.
"""
