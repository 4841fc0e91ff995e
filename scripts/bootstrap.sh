#!/bin/sh
# Installs the npm packages when package-lock.json changed, and finds the pinned Node.js among them.
#
#   root=<checkout>; . "$root/scripts/bootstrap.sh"    sets $node
#   sh scripts/bootstrap.sh                            prints it
#
# Plain sh: it runs before there is any node_modules, and under whatever Node.js the machine's npm came with.
# Nothing to do is the common case and starts no process: a stamp in node_modules, newer than package-lock.json, holds
# the checksum of the lock file that was installed, the architecture and the version of Node.js that was tried.

case $0 in
  bootstrap.sh | */bootstrap.sh)
    set -eu
    here=$(dirname -- "$0")
    root=$(cd -P -- "$here/.." && pwd -P)
    bootstrap_prints=yes
    ;;
  *) bootstrap_prints= ;;
esac

bootstrap_fail() {
  printf 'neighsyncd: %s\n' "$1" >&2
  exit 69
}

# Hides who was asked for packages: only the reason of a failure is of interest.
hide_hosts() {
  sed -E -e 's#[a-z]+://[^/[:space:]"'\'']+#<host>#g' -e 's#[0-9]+(\.[0-9]+){3}(:[0-9]+)?#<host>#g' \
    -e "s#(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|[Rr]esolve|[Cc]onnect to|[Cc]onnecting to) '?[a-z0-9-]+(\.[a-z0-9-]+)+#\1 <host>#g"
}

bootstrap_version() {
  sed -n "s/.*\"node-linux-$1\": *\"\([0-9.]*\)\".*/\1/p" "$root/package.json"
}

bootstrap_architecture() {
  [ "$(uname -s)" = Linux ] || bootstrap_fail "it needs Linux, and this is $(uname -s)"
  case $(uname -m) in
    x86_64 | amd64) echo x64 ;;
    aarch64 | arm64) echo arm64 ;;
    *) bootstrap_fail "there is no pinned Node.js for $(uname -m), only for x86_64 and aarch64" ;;
  esac
}

bootstrap_install() {
  command -v npm >/dev/null 2>&1 ||
    bootstrap_fail "the npm packages are not installed and npm is missing: install Node.js with npm (on Debian: apt-get install npm), then run 'npm ci --ignore-scripts' in $root"
  [ -w "$root" ] && { [ ! -e "$root/node_modules" ] || [ -w "$root/node_modules" ]; } ||
    bootstrap_fail "the npm packages are not up to date and $root is not writable: run 'npm ci --ignore-scripts' there as its owner"
  echo 'neighsyncd: installing the npm packages of package-lock.json (npm ci --ignore-scripts)' >&2
  rm -f "$stamp"
  bootstrap_log=$root/.run/npm-ci.log
  if ! (cd "$root" && npm ci --ignore-scripts --include=dev --include=optional --prefer-offline --no-audit --no-fund \
    --loglevel=error) </dev/null >"$bootstrap_log" 2>&1; then
    head -n 15 "$bootstrap_log" | hide_hosts >&2
    bootstrap_fail 'npm ci failed (all of it is in $bootstrap_log): it needs the npm registry, or a filled npm cache'
  fi
}

# Under the lock: another start may have done the work while this one waited.
bootstrap_slowly() {
  arch=$(bootstrap_architecture) || exit $?
  version=$(bootstrap_version "$arch")
  [ -n "$version" ] || bootstrap_fail "package.json pins no node-linux-$arch"
  sum=$(cksum <"$root/package-lock.json") || exit 69
  want="$sum $arch $version"
  have=
  [ ! -r "$stamp" ] || read -r have <"$stamp" || :
  node=$root/node_modules/node-linux-$arch/bin/node
  if [ "$have" != "$want" ] || [ ! -x "$node" ]; then bootstrap_install; fi
  got=$("$node" -v 2>&1) || got="an error: $got"
  [ "$got" = "v$version" ] ||
    bootstrap_fail "$node is not the pinned Node.js: expected v$version, it says ${got:-nothing}"
  if [ -w "$root/node_modules" ]; then
    echo "$want" >"$stamp.$$" && mv "$stamp.$$" "$stamp"
  fi
}

bootstrap() {
  stamp=$root/node_modules/.neighsyncd-stamp
  if [ "$stamp" -nt "$root/package-lock.json" ] && read -r sum size arch version <"$stamp"; then
    node=$root/node_modules/node-linux-$arch/bin/node
    [ ! -x "$node" ] || return 0
  fi
  if command -v flock >/dev/null 2>&1 && mkdir -p "$root/.run" 2>/dev/null && [ -w "$root/.run" ]; then
    exec 9>"$root/.run/bootstrap.lock"
    flock 9
    bootstrap_slowly
    exec 9>&-
  else
    mkdir -p "$root/.run" 2>/dev/null || :
    bootstrap_slowly
  fi
}

bootstrap
[ -z "$bootstrap_prints" ] || echo "$node"
