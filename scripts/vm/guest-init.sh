#!/bin/busybox sh
# The first program of the second kernel. It makes the host's files the guest's own (read-only, with a layer in memory
# above them), runs one job from there, and switches the machine off.
#
# The kernel's command line names the job: neighsyncd.job=<path on the host>. What this prints goes to the console, which
# the host keeps; the job has /dev/ttyS1 for results.
busybox=/bin/busybox
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

# Nothing may leave the host waiting: whatever fails here ends the machine, with the reason on the console.
give_up() {
  echo "guest: $1"
  $busybox poweroff -f
}

$busybox mount -t proc proc /proc
$busybox mount -t sysfs sys /sys
$busybox mount -t devtmpfs dev /dev

# In the order of their dependencies, as prepare.sh found them. All of them: `ip link add type vrf` would ask the kernel
# to load its module, which calls modprobe, which would look for the host's modules.
while read -r module; do
  case $module in # some make an interface of their own unless told not to
    bonding) options=max_bonds=0 ;;
    dummy) options=numdummies=0 ;;
    *) options= ;;
  esac
  $busybox insmod "/modules/$module.ko" $options || give_up "module $module does not load"
done </order

# Read-only below, memory above: no test can change the host.
$busybox mount -t virtiofs -o ro hostroot /host || give_up 'the files of the host are not to be had'
$busybox mount -t tmpfs -o size=75% upper /upper
$busybox mkdir /upper/files /upper/work
$busybox mount -t overlay -o lowerdir=/host,upperdir=/upper/files,workdir=/upper/work root /new || give_up 'no overlay'

for place in proc sys dev; do $busybox mount --move /$place /new/$place; done
$busybox mkdir -p /new/dev/pts /new/dev/shm
$busybox mount -t devpts devpts /new/dev/pts
$busybox mount -t tmpfs shm /new/dev/shm
# The host's /run speaks of the host: its namespaces, sockets and locks.
$busybox mount -t tmpfs run /new/run
$busybox ip link set lo up

job=$($busybox sed -n 's/.*neighsyncd\.job=\([^ ]*\).*/\1/p' /new/proc/cmdline)
echo "guest: Linux $($busybox uname -r) after $($busybox cut -d ' ' -f 1 /new/proc/uptime) s: $job"
$busybox chroot /new /bin/sh "$job"
echo "guest: the job ended with $? after $($busybox cut -d ' ' -f 1 /new/proc/uptime) s"
$busybox poweroff -f
