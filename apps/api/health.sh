#!/bin/sh
# Docker's health check of the API. It runs every few seconds for ever, so it starts nothing big: the API itself writes a
# sign of life each second (src/pulse.ts), and a file that grows old means that it hangs.
file=/dev/shm/devcoin-api
cat "$file" || exit 1
age=$(($(date +%s) - $(stat -c %Y "$file")))
[ "$age" -le 10 ] || { echo "the API hangs: no sign for $age s"; exit 1; }
