#!/bin/sh
# On the machine with nginx, around whatever is done to a node: `turn.sh out 10.0.0.11:8000` returns when no request is
# under way to it any more, `turn.sh in 10.0.0.11:8000` puts it back once it says that it is ready. Needs curl and ss.
# CHANGE the file with the block `upstream parkinfo`, if it is another.
set -eu
site=/etc/nginx/conf.d/parkinfo.conf
nginx=/usr/sbin/nginx
patience=90 # longer than the longest request, of the desk's, may take

[ $# -eq 2 ] || { echo "Usage: $0 in|out ADDRESS:PORT" >&2; exit 2; }
node=$2
servers() { sed -n '/^upstream parkinfo {/,/^}/s/^ *server \([^ ;]*\).*/\1/p' "$site"; }
has() { servers | grep -qxF "$node"; }

# Whatever nginx would not start with is not left in its file.
change() {
    before=$(cat "$site")
    sed --follow-symlinks -i "$1" "$site"
    $nginx -t -q || { printf '%s\n' "$before" >"$site"; echo "nginx refuses that: nothing is changed." >&2; exit 1; }
    $nginx -s reload
}

wait_for() { # what, how it is asked
    seconds=0
    until $2; do
        [ "$seconds" -lt "$patience" ] || { echo "$node: $1 for $patience seconds." >&2; exit 1; }
        seconds=$((seconds + 1))
        sleep 1
    done
}
is_ready() { curl --silent --fail --max-time 5 --output /dev/null --header "Host: localhost" "http://$node/healthz/ready"; }
is_unused() { [ -z "$(ss -Htn state established dst "$node")" ]; }

case "$1" in
in)
    wait_for "not ready" is_ready
    has || change "/^upstream parkinfo {/a\\    server $node max_fails=1 fail_timeout=2s;"
    ;;
out)
    [ "$(servers | grep -cvxF "$node")" -gt 0 ] || { echo "$node is the only one: readers would have none." >&2; exit 1; }
    ! has || change "/^upstream parkinfo {/,/^}/{/^ *server $(printf %s "$node" | sed 's/\./\\./g')[ ;]/d}"
    wait_for "still asked" is_unused
    ;;
*)
    echo "Usage: $0 in|out ADDRESS:PORT" >&2
    exit 2
    ;;
esac
