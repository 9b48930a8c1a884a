"""Fifty who send a file each over lines of 8 Mbit/s: `python -m tests.bench.senders PORT TASK KEY` counts failures."""

import asyncio
import os
import sys
import time

SMALL, AT_ONCE, BYTES_A_SECOND, PIECE = 8_000_000, 50, 1_000_000, 65_536
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
TAIL = b"\r\n--x--\r\n"


def head_of(task, secret, size):
    length = len(HEAD) + size + len(TAIL)
    lines = [
        f"POST /api/v1/tasks/{task}/attachments/ HTTP/1.1",
        "Host: 127.0.0.1",
        f"X-API-Key: {secret}",
        "Content-Type: multipart/form-data; boundary=x",
        f"Content-Length: {length}",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + HEAD


async def _one(port, task, secret, piece):
    """Whether it was taken."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head_of(task, secret, SMALL))
    left, start = SMALL, time.monotonic()
    while left:
        writer.write(piece[:left])
        await writer.drain()
        left -= min(left, len(piece))
        await asyncio.sleep(max(0, (SMALL - left) / BYTES_A_SECOND - (time.monotonic() - start)))
    writer.write(TAIL)
    status = await reader.readline()
    writer.close()
    return b" 201 " in status


async def _all(port, task, secret):
    piece = os.urandom(PIECE)
    taken = await asyncio.gather(*(_one(port, task, secret, piece) for _each in range(AT_ONCE)), return_exceptions=True)
    return sum(each is not True for each in taken)


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(_all(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))}\n")
