#!/bin/sh
# Patroni's on_role_change: $1 the event, $2 the new role. What the old primary counted last may never have come here:
# the content version goes on from the clock, so that it repeats no number under which nginx or a browser keeps another
# page. The new primary may still be finishing its recovery, and need not wait for a replica that is not there yet.
case "$2" in master | primary) ;; *) exit 0 ;; esac
export PGOPTIONS="-c synchronous_commit=local -c statement_timeout=5s"
for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    psql "host=/var/run/postgresql port=5432 user=postgres dbname=parkinfo" --no-psqlrc --quiet --command \
        "UPDATE parkinfo_contentversion SET version = greatest(version + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)" && exit 0
    sleep 1
done
exit 1
