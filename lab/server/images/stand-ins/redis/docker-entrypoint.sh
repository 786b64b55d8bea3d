#!/bin/sh
# As in the official image: options or a file of settings mean the server, and root gives the server away to redis.
set -e
case ${1:-} in
  -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . ! -user redis -exec chown redis:redis {} +
  exec su redis -s /bin/sh -c 'umask 0077; exec "$0" "$@"' -- "$@"
fi
exec "$@"
