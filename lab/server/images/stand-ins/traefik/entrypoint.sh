#!/bin/sh
# As in the official image: options and Traefik's own commands may stand alone.
set -e
case ${1:-} in
  -* | healthcheck | version) set -- traefik "$@" ;;
esac
exec "$@"
