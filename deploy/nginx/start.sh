#!/bin/sh
# Starts nginx, and tells it whenever the addresses behind the name `web` have changed: after `--scale web=3`, and after
# an upgrade that gave a container a new address. Only sh and getent are needed, so it works with any nginx image.
set -eu

name=${WEB_HOST:-web}
port=${WEB_PORT:-8000}
list=/tmp/upstream.conf

# A server that refuses a connection is passed over for this one request and asked again for the next: while it is
# started anew the other one serves, and no pause follows. (The second look-up is for a machine without a network.)
servers() {
    { getent ahostsv4 "$name" || getent hosts "$name"; } | cut -d ' ' -f 1 | sort -u | sed "s/.*/server &:$port max_fails=0;/"
}

servers > "$list"
while sleep 2; do
    # An empty list, from a name server that doesn't answer, changes nothing; nor does half a list, from a full /tmp.
    servers > "$list.new" || continue
    if [ -s "$list.new" ] && ! cmp -s "$list" "$list.new"; then
        mv "$list.new" "$list"
        nginx -c /etc/nginx/boardsite/nginx.conf -s reload || true
    fi
done &

exec nginx -c /etc/nginx/boardsite/nginx.conf -g 'daemon off;'
