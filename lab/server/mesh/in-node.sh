# Puts rules into namespaces of this node. The lab appends a call for each namespace, and reads the line that each prints.
folder=/run/docker/netns
# The number by which the lab knows its own routes.
ours=217

# Words for the commands that follow in the namespace $1. It may not be there; and Docker's own mesh, where it works, is
# left alone, but for rules of the lab that have to go out.
enter() {
  in=()
  [ "$1" != host ] || return 0
  [ -e "$folder/$1" ] || { echo "absent $1"; return 1; }
  in=(nsenter --net="$folder/$1")
  [ -e /proc/net/ip_vs ] && [ "$2" != out ] || return 0
  ! "${in[@]}" grep -q FWM /proc/net/ip_vs || { echo "docker $1"; return 1; }
}

# Replaces the lab's own chains at once by standard input. Lines with -I lead there, and are used where Docker's do not yet.
replace() {
  local line is_led=
  if [ "$1" != first ] || "${in[@]}" iptables -t nat -C PREROUTING -j DEVCOIN-PRE 2> /dev/null; then is_led=1; fi
  [ -n "$is_led" ] || "${in[@]}" sysctl -qw net.ipv4.ip_forward=1
  while IFS= read -r line; do
    [[ -n $is_led && $line = -I* ]] || echo "${line//@INGRESS@/$ingress}"
  done | "${in[@]}" iptables-restore --noflush --wait 5
}

# The namespace answers for these addresses, and for no other that it was told before. Local routes do that: addresses of the
# device are Docker's, which takes them away when the last task of a service ends, at a time of its own.
answer_for() {
  local address wanted=" $* " there=' '
  while read -r _ address _; do there+="$address "; done <<< "$("${in[@]}" ip -4 route show table local proto $ours)"
  {
    for address in "$@"; do
      [[ $there = *" $address "* ]] || echo "route append local $address/32 dev eth0 table local proto $ours"
    done
    for address in $there; do
      [[ $wanted = *" $address "* ]] || echo "route del local $address/32 dev eth0 table local proto $ours"
    done
  } | "${in[@]}" ip -batch -
}

# Flows that are known stay on their way. These have to find a new one: those of tasks that ended (gone:), those without a
# connection of tasks that leave (leaving:), and those without that came before a port or an address had a task (to:, port:).
forget() {
  command -v conntrack > /dev/null || return 0
  local flow
  for flow in "$@"; do
    case $flow in
      gone:*) "${in[@]}" conntrack -D --reply-src "${flow#*:}" ;;
      leaving:*) "${in[@]}" conntrack -D -p udp --reply-src "${flow#*:}" ;;
      to:*) "${in[@]}" conntrack -D -p udp --orig-dst "${flow#*:}" ;;
      port:*) "${in[@]}" conntrack -D -p udp --orig-port-dst "${flow#*:}" ;;
    esac
  done > /dev/null 2>&1
  return 0
}

# namespace NAME TIME ADDRESSES FLOWS: takes its rules from standard input. TIME is first, again, or out when they do nothing;
# ADDRESSES are those that it answers for, or - to leave them as they are; FLOWS are to be forgotten.
namespace() {
  local ingress=
  if [ "$1" = host ] && [ "$2" != out ]; then
    # Published ports go to the ingress namespace, whose address on the node's bridge is the one it sends from.
    enter ingress_sbox || {
      if [ -e "$folder/ingress_sbox" ]; then echo "docker host"; else echo "absent host"; fi
      return
    }
    ingress=$("${in[@]}" ip -4 -o route get 192.0.2.1)
    ingress=${ingress#* src } ingress=${ingress%% *}
    echo 1 > /proc/sys/net/ipv4/conf/docker_gwbridge/route_localnet
  fi
  enter "$1" "$2" || return
  # The file of a namespace outlives it for a moment, and is there a moment before its device is up.
  replace "$2" && { [ "$3" = - ] || answer_for $3; } || { "${in[@]}" true 2> /dev/null || echo "absent $1"; return; }
  forget $4
  echo "done $1"
}
