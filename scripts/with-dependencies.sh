#!/bin/sh
# Runs a script of ours with the Node this project pins, installing the pinned dependencies first where they are absent or old.
set -eu
cd "$(dirname "$0")/.."
stamp=node_modules/.package-lock.json
if [ ! -x node_modules/.bin/node ] || [ ! -f "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
	echo "Installing the pinned dependencies (npm ci) …" >&2
	npm ci --no-audit --no-fund --loglevel=error >&2
	touch "$stamp"
fi
PATH=$PWD/node_modules/.bin:$PATH
export PATH
exec node "$@"
