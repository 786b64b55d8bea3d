#!/bin/sh
# run.sh VERSION: deploys DevCoin with that version of the API beside the real one, tests it, and removes it, whatever
# happens. Ends with 0 when all is well; what it found is in report.txt too.
cd "$(dirname "$0")" || exit 2
VERSION=${1:?say which version of the API is to be tested, such as 2.0}
PORT=${PORT:-8081}
LIMIT=${LIMIT:-40}
export VERSION PORT
STACK=devcoin-test

say() { echo "$(date +%T) $*" | tee -a report.txt; }

# tries WHAT COMMAND: again and again until it succeeds or the time is up.
tries() {
  what=$1 end=$(($(date +%s) + LIMIT))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$end" ] || { say "failed $VERSION: $what, not within $LIMIT s"; exit 1; }
    sleep 1
  done
  say "ok: $what"
}

ask() { curl -fsS -m 3 "http://127.0.0.1:$PORT$1" 2>/dev/null; }
ready() { ask /ready | grep -q ready; }
right_version() { ask / | grep -q "\"version\":\"$VERSION\""; }
coins_grow() {
  before=$(ask / | grep -o '"total":[0-9]*')
  sleep 1
  [ -n "$before" ] && [ "$(ask / | grep -o '"total":[0-9]*')" != "$before" ]
}

left() {
  docker service ls -q --filter "label=com.docker.stack.namespace=$STACK"
  docker network ls -q --filter "label=com.docker.stack.namespace=$STACK"
}
clean() {
  docker stack rm "$STACK" > /dev/null
  until [ -z "$(left)" ]; do sleep 0.5; done
}
trap clean EXIT
trap 'exit 130' INT TERM

docker stack deploy --detach=true --resolve-image never -c stack.yml "$STACK" > /dev/null || { say "failed $VERSION: it was not deployed"; exit 1; }
tries 'it is ready' ready
tries "version $VERSION answers" right_version
tries 'coins come' coins_grow
say "passed $VERSION"
