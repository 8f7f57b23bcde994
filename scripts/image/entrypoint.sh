#!/bin/sh
# Starts the connector in a container: a heap that fits the container's memory, and signals that reach it.
connector=${0%/*}/bin/main

# Half of the container's memory (cgroup v2, then v1); the rest is Node itself, buffers and what a database driver holds.
# From 1 GB on the connector's own setting is the smaller one.
for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
  [ -r "$file" ] && read -r limit <"$file" && break
done
case $limit in
  '' | *[!0-9]*) ;;
  *) [ "$limit" -lt 1073741824 ] && : "${CONNECTOR_HEAP_MB:=$((limit / 2097152))}" && export CONNECTOR_HEAP_MB ;;
esac

# Airbyte's pods start the connector from a shell of their own; docker run makes it process 1, to which the kernel
# delivers no signal without a handler, so there it is a child, and ends by the signal even while a full pipe blocks it.
[ $$ -ne 1 ] && exec "$connector" "$@"
# a shell gives what runs beside it no standard input, so it goes by another number
exec 3<&0
"$connector" "$@" <&3 3<&- &
child=$!
for signal in HUP INT QUIT TERM; do trap "kill -$signal $child" "$signal"; done
wait "$child"
code=$?
# a signal ends the waiting before it ends the connector
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  code=$?
done
exit "$code"
