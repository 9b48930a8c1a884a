"""Background work: what follows from changes and from the clock, done beside requests.

**What is to be done** stands in rows (`models.Job`), written by `services.jobs.add` in the transaction of the change.
Queues only carry the ids of such rows, so a lost broker or a killed worker delays and never loses.

**Which jobs there are** says `registry`: each room defines its own with `@job` in a module `jobs`, which `apps` loads.
A job gets ids, may be begun twice, and says what happened by returning, or by raising: `Later` to be tried again at a
moment of its choice, `GiveUp` where trying again is of no use, anything else to be tried again after a growing pause.

**Who does them**: `running.run` one job, from wherever it is called. With a broker (`BROKER_URL`) Celery's workers
call it and beat keeps the clock (`celery`); without, a thread of the server does both (`in_process`).

**What has happened** is told once more here, and for certain: `telling` hands each history row to whoever has
subscribed by `events.subscribe_durably`, in the order of the history of each project, at least once. That is where
notifications and webhooks begin: with a request that makes a change they have nothing to do.
"""
