# Makes a rented machine what the account says. Arguments: its public address, its id, the public key of its owner (may be
# empty), its static address (may be empty), then what its groups let in, as protocol:from:to. Standard input: the user data.
set -eu
public=$1 id=$2 key=$3 static=$4
shift 4
device=$(ip -o -4 addr show to "$public/32" | while read -r _ name _; do echo "$name"; break; done)
[ -n "$device" ] || { echo "no interface has $public" >&2; exit 1; }

# Static addresses beside the public one; those that are no longer bound go.
ip -o -4 addr show dev "$device" | while read -r _ _ _ address _; do
  case ${address%/*} in "$public" | "$static") ;; *) ip addr del "$address" dev "$device" ;; esac
done
[ -z "$static" ] || ip addr replace "$static/24" dev "$device"

# The groups: what comes in from outside meets them before Docker's own rules do.
iptables -w 5 -t mangle -n -L DEVCOIN-CLOUD > /dev/null 2>&1 || iptables -w 5 -t mangle -N DEVCOIN-CLOUD
{
  echo '*mangle'
  echo '-F DEVCOIN-CLOUD'
  for rule in "$@"; do
    IFS=: read -r protocol from to <<< "$rule"
    case $protocol in
      tcp | udp) echo "-A DEVCOIN-CLOUD -p $protocol -m $protocol --dport $from:$to -j RETURN" ;;
      icmp) echo '-A DEVCOIN-CLOUD -p icmp -j RETURN' ;;
      -1) echo '-A DEVCOIN-CLOUD -j RETURN' ;;
    esac
  done
  echo '-A DEVCOIN-CLOUD -j DROP'
  echo COMMIT
} | iptables-restore --noflush --wait 5
lead=(PREROUTING -i "$device" -m conntrack --ctstate NEW -j DEVCOIN-CLOUD)
iptables -w 5 -t mangle -C "${lead[@]}" 2> /dev/null || iptables -w 5 -t mangle -I "${lead[@]}"

if [ -n "$key" ]; then
  mkdir -p -m 700 ~/.ssh
  grep -qxF "$key" ~/.ssh/authorized_keys 2> /dev/null || echo "$key" >> ~/.ssh/authorized_keys
fi

# The user data runs once, as on the first boot of any machine of a cloud; its output is where cloud-init puts it.
folder=/var/lib/cloud
data=$(cat)
[ -n "$data" ] && [ "$(cat $folder/instance 2> /dev/null)" != "$id" ] || exit 0
mkdir -p $folder
echo "$id" > $folder/instance
printf '%s\n' "$data" > $folder/user-data
if [ "${data:0:2}" != '#!' ]; then
  echo 'The lab runs user data that begins with #! and nothing else.' > /var/log/cloud-init-output.log
  exit 0
fi
chmod 700 $folder/user-data
setsid $folder/user-data > /var/log/cloud-init-output.log 2>&1 < /dev/null &
