#!/bin/sh
# make-root.sh FOLDER: a root with busybox, its applets and the libraries it opens, found on this very system.
set -eu
root=$1
mkdir -p "$root/bin" "$root/dev" "$root/etc" "$root/proc" "$root/root" "$root/run" "$root/sys" "$root/tmp" "$root/usr/bin" \
  "$root/usr/sbin" "$root/var/tmp"
ln -s bin "$root/sbin"
chmod 1777 "$root/tmp" "$root/var/tmp"

cp /bin/busybox "$root/bin/busybox"
for applet in $(busybox --list); do
  [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
done

# The linker and the libraries it names, then the resolver's modules, which the library opens by name when it runs.
libraries=$(ldd /bin/busybox | tr ' \t' '\n\n' | grep '^/')
folder=$(dirname "$(echo "$libraries" | grep 'libc\.so')")
for file in $libraries "$folder/libnss_dns.so.2" "$folder/libnss_files.so.2"; do
  mkdir -p "$root$(dirname "$file")"
  cp -L "$file" "$root$file"
done

echo 'root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/false' > "$root/etc/passwd"
echo 'root:x:0:
nogroup:x:65534:' > "$root/etc/group"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
echo 'NAME="DevCoin lab stand-in for Alpine Linux"
ID=devcoin-lab-stand-in
PRETTY_NAME="Busybox of Debian in place of Alpine Linux"' > "$root/etc/os-release"
