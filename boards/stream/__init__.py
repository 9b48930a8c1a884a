"""The event stream: every row of the history leaves the site as an event on Kafka, for those who set KAFKA_BROKERS.

The history is the outbox. A relay of its own (`manage.py relay`) reads from it, and requests do nothing for it.
**What is sent**: `cloud_events` makes an event of a row, in the shapes that webhooks have; `topics` says where it goes;
`people` tells who there is. **Where the relay is**: `services/positions`, one place for each project, because rows of
different projects are committed in any order, and those of one in that of their ids, under the project's lock.
**Who does it**: `leading` (one at a time), `relay` (in a loop), `producing` (hands over to the broker and waits until
it has it). **For machines** the whole is described by `api/documents` (AsyncAPI 3), for people by docs/events.md.
"""
