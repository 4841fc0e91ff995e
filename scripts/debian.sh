# Installs the Debian packages that the daemon or its tests need. To be sourced, after bootstrap.sh.
#
#   need_debian start|test|vm

# program (or a module of Debian's own Python), the Debian package that has it, who needs it
debian_programs() {
  cat <<'LIST'
redis-server redis-server start test
ip           iproute2     start test
redis-cli    redis-tools  test
python3      python3      test
python3:grpc python3-grpcio test
python3:google.protobuf python3-protobuf test
ps           procps       test
curl         curl         test
unshare      util-linux   test
nsenter      util-linux   test
setpriv      util-linux   vm
dpkg-deb     dpkg         vm
xz           xz-utils     vm
qemu-system-x86_64 qemu-system-x86 vm
LIST
}

debian_has() {
  case $1 in
    python3:*)
      /usr/bin/python3 -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)' \
        "${1#python3:}" >/dev/null 2>&1
      ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# Debian starts a service as it installs it, unless a policy forbids it; ours is there only while apt-get runs.
debian_policy=/usr/sbin/policy-rc.d
debian_mark='# neighsyncd: no service is started while its packages are installed'

debian_take_policy_back() {
  [ ! -f "$debian_policy" ] || ! grep -qxF "$debian_mark" "$debian_policy" || rm -f "$debian_policy"
}

# In a subshell, for its traps. One at a time on the machine, because the policy is one file for all.
debian_install() (
  if command -v flock >/dev/null 2>&1; then
    exec 9>/run/neighsyncd-apt.lock
    flock 9
  fi
  trap debian_take_policy_back EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  debian_take_policy_back
  if [ ! -e "$debian_policy" ]; then
    printf '#!/bin/sh\n%s\nexit 101\n' "$debian_mark" >"$debian_policy"
    chmod 755 "$debian_policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q -o DPkg::Lock::Timeout=300 update </dev/null || echo 'apt-get update failed; trying with what is known'
  # shellcheck disable=SC2086 # a list of names
  apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install $1 </dev/null 9>&- || exit 1
  case " $1 " in
    *' redis-server '*) update-rc.d redis-server disable || : ;; # nor at the next boot: only the program is wanted
  esac
)

need_debian() {
  PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
  export PATH
  programs='' packages=''
  while read -r program package users; do
    case " $users " in *" $1 "*) ;; *) continue ;; esac
    ! debian_has "$program" || continue
    programs="$programs $program"
    case " $packages " in *" $package "*) ;; *) packages="$packages $package" ;; esac
  done <<LIST
$(debian_programs)
LIST
  [ -n "$packages" ] || return 0
  how="apt-get install --no-install-recommends$packages"
  if ! command -v apt-get >/dev/null 2>&1; then
    bootstrap_fail "missing:$programs (on Debian: $how); this machine has no apt-get, install them its own way"
  elif [ "$(id -u)" != 0 ]; then
    bootstrap_fail "missing:$programs; as root: $how"
  fi
  echo "neighsyncd: installing Debian packages:$packages (no service is started)" >&2
  debian_log=$root/.run/apt-get.log
  mkdir -p "$root/.run"
  if ! debian_install "$packages" >"$debian_log" 2>&1; then
    tail -n 15 "$debian_log" | hide_hosts >&2
    bootstrap_fail "could not install$packages; by hand: apt-get update && $how"
  fi
  for program in $programs; do
    debian_has "$program" || bootstrap_fail "$program is still missing after: $how"
  done
}
