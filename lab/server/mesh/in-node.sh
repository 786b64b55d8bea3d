# Puts rules into namespaces of this node. The lab appends a call for each namespace, and reads the line that each prints.
folder=/run/docker/netns

# Words of the commands that follow in the namespace $1. Not where Docker's own mesh works, and not where it is not there.
enter() {
  name=$1 in=()
  [ "$name" != host ] || return 0
  [ -e "$folder/$name" ] || { echo "absent $name"; return 1; }
  in=(nsenter --net="$folder/$name")
  [ -e /proc/net/ip_vs ] || return 0
  ! "${in[@]}" grep -q FWM /proc/net/ip_vs || { echo "docker $name"; return 1; }
}

# Replaces the lab's own chains at once by standard input. Lines with -I lead there, and are for the first time only.
replace() {
  local line is_first=
  "${in[@]}" iptables -t nat -C PREROUTING -j DEVCOIN-PRE 2> /dev/null || is_first=1
  [ -z "$is_first" ] || "${in[@]}" sysctl -qw net.ipv4.ip_forward=1
  while IFS= read -r line; do
    [[ -z $is_first && $line = -I* ]] || echo "${line//@INGRESS@/$ingress}"
  done | "${in[@]}" iptables-restore --noflush --wait 5
}

# The namespace answers for these addresses, and for no other that it was told before.
answer_for() {
  local here there wanted=" $* " address
  there=$("${in[@]}" ip -4 -o addr show dev eth0)
  here=$(grep -o 'inet [0-9.]*/32 .*eth0:lab' <<< "$there")
  for address in "$@"; do [[ $there = *" $address/32 "* ]] || echo "addr add $address/32 dev eth0 label eth0:lab"; done
  while read -r _ address _; do
    [[ -z $address || $wanted = *" ${address%/32} "* ]] || echo "addr del $address dev eth0"
  done <<< "$here"
}

# Connections of tasks that are gone would go on to be sent there; those without a state, of tasks that leave.
forget() {
  command -v conntrack > /dev/null || return 0
  local task
  for task in "$@"; do
    case $task in
      udp:*) "${in[@]}" conntrack -D -p udp --reply-src "${task#udp:}" ;;
      *) "${in[@]}" conntrack -D --reply-src "$task" ;;
    esac
  done > /dev/null 2>&1
}

# host: published ports go to the ingress namespace, whose address on the bridge is the one it sends from.
host() {
  enter ingress_sbox || { echo "absent host"; return; }
  local way ingress
  way=$("${in[@]}" ip -4 -o route get 192.0.2.1) && way=${way#* src } && ingress=${way%% *}
  enter host
  echo 1 > /proc/sys/net/ipv4/conf/docker_gwbridge/route_localnet
  replace && echo "done host"
}

# namespace NAME ADDRESSES GONE: what NAME answers for, and tasks that it sends nothing to any more.
namespace() {
  enter "$1" || return
  local batch
  replace || return
  if [ "$1" != ingress_sbox ]; then
    batch=$(answer_for $2)
    [ -z "$batch" ] || "${in[@]}" ip -force -batch - <<< "$batch"
  fi
  forget $3
  echo "done $1"
}
