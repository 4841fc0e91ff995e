#!/bin/sh
# npm test, npm run test:mutants: installs what the tests need, then runs test/<program>.ts under the pinned Node.js.
#   sh scripts/test.sh runner/run|mutants/run [args]
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/scripts/bootstrap.sh"
. "$root/scripts/debian.sh"
need_debian test
program=$1
shift
cd "$root"
exec "$node" "test/$program.ts" "$@"
