import { connect } from 'node:net';

/**
 * A program for tasks: says its host's name to each TCP connection on 8080 and after each line in it, and answers datagrams
 * on 9090. Perl is in every node, and a task reaches it by the node's root folder, so that no image is needed for it.
 */
export const ANSWER = `
use strict; use IO::Socket::INET; use IO::Select;
my $name = qx(hostname);
$SIG{TERM} = sub { exit 0 }; $SIG{PIPE} = 'IGNORE';
my $udp = IO::Socket::INET->new(LocalPort => 9090, Proto => 'udp') or die $!;
my $tcp = IO::Socket::INET->new(LocalPort => 8080, Listen => 100, ReuseAddr => 1) or die $!;
my $all = IO::Select->new($tcp, $udp);
while (1) {
  for my $one ($all->can_read) {
    if ($one == $tcp) { my $new = $tcp->accept or next; $new->syswrite($name); $all->add($new) }
    elsif ($one == $udp) { $udp->recv(my $said, 100); $udp->send($name) }
    elsif (sysread $one, my $said, 100) { $one->syswrite($name) }
    else { $all->remove($one); close $one }
  }
}
`;

/**
 * A program that asks so many times, each on a new connection, and prints each answer, or nothing on a line. With a file's
 * path it goes on until that is there, rests between, and prints before each answer when it asked, in seconds of uptime.
 */
export const ASK = String.raw`
use strict; use IO::Socket::INET; use IO::Select;
my ($protocol, $host, $port, $times, $until) = @ARGV;
sub uptime { open my $file, '<', '/proc/uptime'; (split ' ', <$file>)[0] }
for (my $i = 0; $i < $times || $until && ! -e $until; $i++) {
  print uptime, ' ' if $until;
  my $to = IO::Socket::INET->new(Proto => $protocol, PeerAddr => $host, PeerPort => $port, Timeout => 1);
  my $said = '';
  if ($to) { $to->send("?\n") if $protocol eq 'udp'; sysread $to, $said, 100 if IO::Select->new($to)->can_read(1) }
  print $said || $/;
  select undef, undef, undef, 0.015 if $until;
}
`;

/** A program that sends datagrams from one socket for so many tenths of a second and prints each answer, or nothing on a line. */
export const KEEP_ASKING = `
use strict; use IO::Socket::INET; use IO::Select;
$| = 1;
my ($host, $port, $times) = @ARGV;
my $to = IO::Socket::INET->new(Proto => 'udp', PeerAddr => $host, PeerPort => $port);
for (1 .. $times) {
  my $said = '';
  $to->send('?');
  recv $to, $said, 100, 0 if IO::Select->new($to)->can_read(0.3);
  print $said || $/;
  select undef, undef, undef, 0.1;
}
`;

/** The name that a task at this address says, or nothing when none answers in time. */
export function ask(host: string, port: number, limitMs = 1000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (said: string): void => {
      socket.destroy();
      resolve(said.trim());
    };
    socket.setTimeout(limitMs, () => end(''));
    socket.once('data', (bytes) => end(bytes.toString()));
    socket.once('error', () => end(''));
    socket.once('end', () => end(''));
  });
}

/** How often each name was said. */
export function counts(names: readonly string[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const name of names) all.set(name, (all.get(name) ?? 0) + 1);
  return all;
}
