#!/bin/sh
# npm test, npm run test:mutants, npm run bench: installs what they need, then runs <program>.ts under the pinned Node.js.
#   sh scripts/test.sh test/runner/run|test/mutants/run|bench/run|bench/compare [args]
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/scripts/bootstrap.sh"
. "$root/scripts/debian.sh"
need_debian test
program=$1
shift
cd "$root"
exec "$node" "$program.ts" "$@"
