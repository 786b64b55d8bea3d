#!/bin/sh
# Docker's health check of the page’s server. It runs every few seconds for ever, so it starts nothing big: the server itself writes a
# sign of life each second (server/pulse.ts), and a file that grows old means that it hangs.
file=/dev/shm/devcoin-webui
cat "$file" || exit 1
age=$(($(date +%s) - $(stat -c %Y "$file")))
[ "$age" -le 10 ] || { echo "the server hangs: no sign for $age s"; exit 1; }
