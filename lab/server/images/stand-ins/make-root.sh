#!/bin/sh
# make-root.sh FOLDER [FILE…]: a root with busybox, its applets, CA certificates, the FILEs and the libraries that all of them
# open, found on this very system. The dynamic busybox, because the static one crashes when it looks up a name without the library's modules.
set -eu
root=$1
shift
mkdir -p "$root/bin" "$root/dev" "$root/etc" "$root/proc" "$root/root" "$root/run" "$root/sys" "$root/tmp" "$root/usr/bin" \
  "$root/usr/sbin" "$root/var/tmp"
ln -s bin "$root/sbin"
chmod 1777 "$root/tmp" "$root/var/tmp"

# take FILE: the file under its own path, whatever links lead to it.
take() {
  mkdir -p "$root$(dirname "$1")"
  cp -L "$1" "$root$1"
}

take /bin/busybox
for applet in $(/bin/busybox --list); do
  [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
done
ln -s ../../bin/env "$root/usr/bin/env"
for file in "$@"; do take "$file"; done

mkdir -p "$root/etc/ssl/certs"
cat /usr/share/ca-certificates/mozilla/*.crt > "$root/etc/ssl/certs/ca-certificates.crt"

# The linker and the libraries it names, then the resolver's modules, which the library opens by name when it runs.
for linker in /lib64/ld-linux-*.so.* /lib/ld-linux-*.so.*; do [ -e "$linker" ] && break; done
libraries=$(for file in /bin/busybox "$@"; do "$linker" --list "$file" 2>/dev/null || true; done | tr ' \t' '\n\n' | grep '^/' | sort -u)
folder=$(dirname "$(echo "$libraries" | grep '/libc\.so')")
for file in "$linker" $libraries "$folder/libnss_dns.so.2" "$folder/libnss_files.so.2"; do take "$file"; done

echo 'root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/false' > "$root/etc/passwd"
echo 'root:x:0:
nogroup:x:65534:' > "$root/etc/group"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
echo 'NAME="DevCoin lab stand-in"
ID=devcoin-lab-stand-in
PRETTY_NAME="Busybox and libraries of Debian in place of an image of the registry"' > "$root/etc/os-release"
