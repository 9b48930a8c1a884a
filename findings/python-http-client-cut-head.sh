#!/bin/sh
# Python 3.11 to 3.13, http.client: an answer that is cut off within its headers counts as a whole answer with fewer headers.
#
# Expected: a server that says "HTTP/1.1 200 OK", sends part of its headers and closes the connection has not answered: RFC 9112 section 8
#   calls a message incomplete whose head has no empty line at its end, and IncompleteRead or RemoteDisconnected is raised.
# Seen: getresponse() gives status 200 with the headers that had arrived, half of the last one as if it were whole, and read() gives b""
#   without an error. Only an answer without any byte raises RemoteDisconnected.
# What follows for us: whoever sends to others (boardsite/calling.py) limits time and size as a whole, and takes the status for what it is:
#   the word of a server that may have said no more.
set -eu
python3 - <<'PYTHON'
import http.client
import socket
import sys
import threading


def answered(sent):
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        client, _address = listener.accept()
        asked = b""
        # All of it: to close with something unread would reset the connection.
        while not asked.endswith(b"{}"):
            asked += client.recv(65536)
        client.sendall(sent)
        client.close()

    threading.Thread(target=serve, daemon=True).start()
    connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=5)
    connection.request("POST", "/", body=b"{}")
    try:
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    except http.client.HTTPException as error:
        return type(error).__name__


print("Python", sys.version.split()[0])
whole = answered(b"HTTP/1.1 200 OK\r\nX-One: 1\r\nContent-Length: 0\r\n\r\n")
after_a_line = answered(b"HTTP/1.1 200 OK\r\nX-One: 1\r\n")
within_a_line = answered(b"HTTP/1.1 200 OK\r\nX-One: 1\r\nX-Two: hal")
nothing = answered(b"")
for name, seen in (("whole", whole), ("cut after a header", after_a_line), ("cut within a header", within_a_line), ("nothing", nothing)):
    print(f"{name}: {seen}")
assert after_a_line == (200, {"X-One": "1"}, b""), after_a_line
assert within_a_line[0] == 200 and within_a_line[2] == b"", within_a_line
assert nothing == "RemoteDisconnected"
PYTHON
