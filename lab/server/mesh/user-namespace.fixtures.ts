import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INGRESS_ID, service, task } from './mesh.fixtures.ts';
import { isServing, planMesh } from './plan.ts';
import { type NamespaceRules, namespaceRules } from './rules.ts';

const BACK = 'backbackbackback1';
const VIP = '10.0.1.2';
/** What a node may do in its user namespace when its engine remaps users: Docker's defaults, and two more. */
const CAPABILITIES =
  'chown dac_override fsetid fowner mknod net_raw setgid setuid setfcap setpcap net_bind_service sys_chroot kill audit_write sys_admin net_admin';

/** A program that starts another as root of a new user namespace, with a network and mounts of its own. */
export const IN_USER_NAMESPACE: readonly string[] = [
  ...['unshare', '--user', '--map-root-user', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ...['setpriv', '--bounding-set', `-all,${CAPABILITIES.replaceAll(/(\S+) ?/g, '+$1,').slice(0, -1)}`],
  'bash',
];

/**
 * Namespaces as Docker makes them on a node, with two tasks on the ingress network and another. In them is what Docker sets up
 * for a service when the kernel refuses it only the table of IPVS: marks, its addresses, and the ways of its ports.
 */
const NAMESPACES = `
set -eu
mount -t tmpfs tmpfs /run
mkdir -p /run/docker /run/netns
ln -s /run/netns /run/docker/netns
ip link set lo up
for name in wire ingress_sbox lb_backbackb task1 task2; do
  ip netns add $name
  ip -n $name link set lo up
done
for network in ingress back; do
  ip -n wire link add $network type bridge
  ip -n wire link set $network up
done
plugs=0
join() { # NAMESPACE DEVICE ADDRESS NETWORK
  plugs=$((plugs + 1))
  ip link add "$2" netns "$1" type veth peer name plug$plugs netns wire
  ip -n wire link set plug$plugs master "$4" up
  ip -n "$1" addr add "$3/24" dev "$2"
  ip -n "$1" link set "$2" up
}
join ingress_sbox eth0 10.0.0.2 ingress
join lb_backbackb eth0 10.0.1.3 back
for i in 1 2; do
  join task$i eth0 10.0.0.1$i ingress
  join task$i eth1 10.0.1.1$i back
done
ip link add docker_gwbridge type bridge
ip addr add 172.18.0.1/16 dev docker_gwbridge
ip link set docker_gwbridge up
ip link add eth1 netns ingress_sbox type veth peer name gw-ingress
ip link set gw-ingress master docker_gwbridge up
ip -n ingress_sbox addr add 172.18.0.2/16 dev eth1
ip -n ingress_sbox link set eth1 up
ip -n ingress_sbox route add default via 172.18.0.1
for table in nat filter; do iptables -t $table -N DOCKER-INGRESS; done
for chain in PREROUTING OUTPUT; do iptables -t nat -A $chain -m addrtype --dst-type LOCAL -j DOCKER-INGRESS; done
iptables -P FORWARD DROP
iptables -A FORWARD -j DOCKER-INGRESS
in_task() { local name=$1; shift; nsenter --net=/run/netns/$name "$@"; }
ask() { "$@" | sort | uniq -c | tr -s ' \\n' ' '; echo; }
for name in task1 task2; do
  in_task $name unshare --uts bash -c "hostname $name; exec perl /root/answer.pl" &
  until [ "$(in_task $name perl /root/ask.pl tcp 127.0.0.1 8080 1)" = $name ]; do sleep 0.01; done
done
for port in 'tcp 8000 8080' 'udp 9000 9090'; do
  set -- $port
  iptables -t nat -A DOCKER-INGRESS -p $1 --dport $2 -j DNAT --to-destination 172.18.0.2:$2
  iptables -A DOCKER-INGRESS -p $1 --dport $2 -j ACCEPT
  iptables -A DOCKER-INGRESS -p $1 --sport $2 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  in_task ingress_sbox iptables -t mangle -A PREROUTING -p $1 --dport $2 -j MARK --set-mark 0x102
  for i in 1 2; do
    in_task task$i iptables -t nat -A PREROUTING -d 10.0.0.1$i -p $1 --dport $2 -j REDIRECT --to-ports $3
    in_task task$i iptables -A INPUT -d 10.0.0.1$i -p $1 --dport $3 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
    in_task task$i iptables -A INPUT -d 10.0.0.1$i -p $1 -j DROP
    in_task task$i iptables -A OUTPUT -s 10.0.0.1$i -p $1 --sport $3 -m conntrack --ctstate ESTABLISHED -j ACCEPT
    in_task task$i iptables -A OUTPUT -s 10.0.0.1$i -p $1 -j DROP
  done
done
in_task lb_backbackb iptables -t mangle -A INPUT -d ${VIP} -j MARK --set-mark 0x101
ip -n lb_backbackb addr add ${VIP}/32 dev eth0
set +eu
`;

const LOOK = `
ask perl /root/ask.pl tcp 127.0.0.1 8000 8
ask perl /root/ask.pl udp 127.0.0.1 9000 8
ask in_task task1 perl /root/ask.pl tcp ${VIP} 8080 8
ask in_task task1 perl /root/ask.pl udp ${VIP} 9090 8
`;

/** Programs of the lab that give these tasks the connections of a service, as a node runs them. */
function calls(tasks: readonly number[], time: string, flows: string): string {
  const rules: NamespaceRules[] = namespaceRules(
    planMesh({
      services: [
        service({
          id: 'web',
          ports: [
            { from: 8000, to: 8080 },
            { protocol: 'udp', from: 9000, to: 9090 },
          ],
          addresses: { [BACK]: VIP },
        }),
      ],
      tasks: tasks.map((i) =>
        task({ id: `t${i}`, service: 'web', addresses: { [INGRESS_ID]: `10.0.0.1${i}`, [BACK]: `10.0.1.1${i}` } }),
      ),
      isLive: isServing,
    }),
  );
  return rules
    .map(
      ({ name, text, addresses }) =>
        `namespace ${name} ${time} '${addresses.join(' ') || '-'}' '${flows}' <<'END'\n${text}END\n`,
    )
    .join('');
}

/** A program that says what answers through the mesh with two tasks, then with one. */
export function meshInNamespaces(): string {
  const functions = readFileSync(join(import.meta.dirname, 'in-node.sh'), 'utf8');
  const twice = `${calls([1, 2], 'first', '')}${LOOK}`;
  return `${NAMESPACES}${functions}${twice}${calls([2], 'again', 'gone:10.0.0.11 gone:10.0.1.11')}${LOOK}kill $(jobs -p)\n`;
}
