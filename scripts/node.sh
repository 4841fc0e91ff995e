#!/bin/sh
# Runs the pinned Node.js in the checkout, whatever the machine's own Node.js is: sh scripts/node.sh <script> [args]
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/scripts/bootstrap.sh"
cd "$root"
exec "$node" "$@"
