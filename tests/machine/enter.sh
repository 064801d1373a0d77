#!/bin/sh
# enter.sh ROOT CACHE COMMAND...: runs COMMAND in ROOT, as on a machine of its own. Inside `unshare --mount --pid`: what is
# mounted here goes with the last process. Not chroot, in which the kernel makes no user namespace (PrivateUsers=).
set -eu
root=$1 cache=$2
shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
mount -o remount,bind,suid,dev,exec "$root"
mount -t proc proc "$root/proc"
# The kernel's settings are those of the machine we are on.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom tty; do
    touch "$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
# What was fetched once.
for place in archives pip; do
    mkdir -p "$cache/$place" "$root/var/cache/$place"
done
mkdir -p "$cache/archives/partial"
mount --bind "$cache/archives" "$root/var/cache/apt/archives"
mount --bind "$cache/pip" "$root/var/cache/pip"
cd "$root"
pivot_root . mnt
umount -l /mnt
exec env -i container=parkinfo-test PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    PIP_CACHE_DIR=/var/cache/pip "$@"
