#!/bin/sh
# Gets together what the second kernel needs, and says where it is; the runner of the tests asks (test/runner/machine.ts).
#
#   sh scripts/vm/prepare.sh <file to write the initramfs to>
#
# prints qemu=, virtiofsd= and kernel= with a path each. Exit status 69: something could not be installed; 77: it cannot
# be had here, with the reason as the last line: a reason to skip.
#
# The kernel's package is taken apart, not installed: installing it would make an initramfs, a boot loader's entry and
# updates of systemd and udev on a machine that will never boot it. What is installed already is used as it is.
set -eu
root=$(cd -P -- "$(dirname -- "$0")/../.." && pwd -P)
. "$root/scripts/bootstrap.sh"
. "$root/scripts/debian.sh"

initramfs=$1
cache=/var/cache/neighsyncd/vm
flavour=cloud-amd64

# The modules that the boot needs, in the order of use, then those that the tests want and the tests' own kernel may lack.
boot_modules='virtio_pci virtiofs overlay'
test_modules='veth bridge 8021q bonding dummy vrf vxlan macvlan'

vm_skip() {
  echo "$1"
  exit 77
}

vm_fail() {
  tail -n 15 "$log" | hide_hosts >&2
  bootstrap_fail "$1"
}

# Prints the newest cloud kernel below $1 that has its modules: its version.
newest_kernel() {
  for image in "$1"/boot/vmlinuz-*-"$flavour"; do
    version=${image#"$1"/boot/vmlinuz-}
    [ ! -d "$1/lib/modules/$version/kernel/net" ] || echo "$version"
  done | sort -V | tail -n 1
}

find_kernel() {
  for place in '' "$cache"; do
    version=$(newest_kernel "$place")
    [ -z "$version" ] || { kernel_root=$place && return 0; }
  done
  return 1
}

# A busybox that needs no library; the one of the package "busybox" does.
find_busybox() {
  for busybox in "$(command -v busybox || :)" "$cache/bin/busybox"; do
    [ ! -x "$busybox" ] || ldd "$busybox" >/dev/null 2>&1 || return 0
  done
  return 1
}

find_virtiofsd() {
  for virtiofsd in /usr/lib/qemu/virtiofsd /usr/libexec/virtiofsd; do
    [ ! -x "$virtiofsd" ] || return 0
  done
  return 1
}

# Downloads Debian package $1 and takes out of it what the other arguments, patterns of tar, name: into the cache.
unpack() (
  work=$(mktemp -d "$cache/unpack.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkdir "$work/tree"
  cd "$work" && apt-get -q download "$1" </dev/null || exit 1
  shift
  dpkg-deb --fsys-tarfile ./*.deb | tar -x -C tree --wildcards "$@" || exit 1
  # Debian 13 has /bin and /lib below /usr.
  if [ -d tree/usr ]; then cp -a tree/usr/. tree && rm -r tree/usr || exit 1; fi
  # The modules before the kernel: a kernel that is there is taken as complete.
  for part in lib bin boot; do [ ! -d "tree/$part" ] || cp -a "tree/$part" "$cache" || exit 1; done
)

fetch_kernel() {
  package=$(apt-cache depends "linux-image-$flavour" | sed -n "s/.*Depends: <*\(linux-image-[0-9].*-$flavour\)>*\$/\1/p" | head -n 1)
  [ -n "$package" ] || { echo "linux-image-$flavour depends on no kernel" && return 1; }
  unpack "$package" '*/vmlinuz-*' '*/kernel/net/*' '*/kernel/drivers/net/*' '*/kernel/drivers/virtio/*' '*/kernel/fs/*' \
    '*/kernel/lib/*' '*/kernel/crypto/*'
}

fetch_what_is_missing() {
  { find_virtiofsd || debian_install virtiofsd; } &&
    { find_kernel || fetch_kernel; } &&
    { find_busybox || unpack busybox-static '*bin/busybox'; }
}

# Module $1 and before it the ones it depends on, each once, copied to $stage/modules and named in $stage/order.
stage_module() {
  ! grep -qx "$1" "$stage/order" || return 0
  file=$(find "$kernel_root/lib/modules/$version/kernel" -name "$1.ko*" | head -n 1)
  [ -n "$file" ] || bootstrap_fail "kernel $version has no module $1"
  case $file in
    *.xz) xz -dc "$file" ;;
    *) cat "$file" ;;
  esac >"$stage/modules/$1.ko"
  for needed in $(tr '\0' '\n' <"$stage/modules/$1.ko" | sed -n 's/^depends=//p' | tr ',-' ' _'); do
    (stage_module "$needed")
  done
  echo "$1" >>"$stage/order"
}

build_initramfs() {
  stage=$(mktemp -d)
  trap 'rm -rf "$stage"' EXIT
  mkdir "$stage/bin" "$stage/modules" "$stage/proc" "$stage/sys" "$stage/dev" "$stage/host" "$stage/upper" "$stage/new"
  : >"$stage/order"
  for module in $boot_modules $test_modules; do stage_module "$module"; done
  cp "$busybox" "$stage/bin/busybox"
  cp "$root/scripts/vm/guest-init.sh" "$stage/init"
  chmod 755 "$stage/init"
  (cd "$stage" && find . | "$busybox" cpio -o -H newc 2>/dev/null) >"$initramfs"
}

[ "$(uname -m)" = x86_64 ] || vm_skip "there is a second kernel only for x86_64, and this is $(uname -m)"
[ "$(id -u)" = 0 ] || vm_skip 'it needs root (the guest sees the files of the host)'
command -v apt-get >/dev/null 2>&1 || command -v qemu-system-x86_64 >/dev/null 2>&1 || vm_skip 'this machine has no qemu, and no apt-get to install it'
need_debian vm
log=$root/.run/apt-get-vm.log
mkdir -p "$root/.run"
if ! { find_virtiofsd && find_kernel && find_busybox; }; then
  command -v apt-get >/dev/null 2>&1 || vm_skip 'this machine has no apt-get to get a second kernel with'
  echo 'neighsyncd: fetching a second kernel for the tests (it is not installed)' >&2
  mkdir -p "$cache"
  exec 8>"$cache/lock"
  ! command -v flock >/dev/null 2>&1 || flock 8
  fetch_what_is_missing >"$log" 2>&1 || vm_fail 'could not fetch a second kernel for the tests'
  find_virtiofsd && find_kernel && find_busybox || vm_fail 'the packages of the second kernel are not as expected'
fi
build_initramfs
echo "qemu=$(command -v qemu-system-x86_64)"
echo "virtiofsd=$virtiofsd"
echo "kernel=$kernel_root/boot/vmlinuz-$version"
