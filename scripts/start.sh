#!/bin/sh
# npm start: installs what is missing, then becomes the daemon, with a private Redis of its own.
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/scripts/bootstrap.sh"
. "$root/scripts/debian.sh"
need_debian start
exec "$root/bin/neighsyncd" run --set redis.embedded=true --set logging.format=text "$@"
