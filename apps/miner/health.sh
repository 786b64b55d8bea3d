#!/bin/sh
# Docker's health check of the miner. It runs every few seconds for ever, so it starts nothing big: the miner itself writes
# each second how it is (src/pulse.ts), and a file that grows old means that it hangs.
file=/dev/shm/devcoin-miner-${MINER_ID:-$(hostname)}
cat "$file" || exit 1
age=$(($(date +%s) - $(stat -c %Y "$file")))
[ "$age" -le 10 ] || { echo "the miner hangs: no sign for $age s"; exit 1; }
grep -q '^well' "$file"
