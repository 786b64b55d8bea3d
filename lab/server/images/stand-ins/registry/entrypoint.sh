#!/bin/sh
# As in the official image: a file of settings is served, and the program's own commands may stand alone.
set -e
case ${1:-} in
  *.yaml | *.yml) set -- registry serve "$@" ;;
  serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac
exec "$@"
