"""Reports: one source of numbers (`figures`) for screen, paper, files and API.

`history` reads what happened to each task, `flow` and `forecast` count with it and know no database, `charts` draws.
"""
