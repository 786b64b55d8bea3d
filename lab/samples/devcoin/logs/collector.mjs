// Takes syslog messages by UDP, prints them, and keeps the newest. A search is a request: http://…:5515/?q=WORD
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';

const KEPT = 10_000;
const lines = [];

// <30>1 2026-01-31T12:00:00.123Z node3 crier.k2v9… 812 crier.k2v9… - the line itself   (RFC 5424)
const MESSAGE = /^<\d+>1 (\S+) (\S+) (\S+) \S+ \S+ - ?(.*)$/s;

createSocket('udp4')
  .on('message', (bytes) => {
    const [, time, node, name, text] = MESSAGE.exec(bytes.toString()) ?? [];
    if (!time) return;
    const line = `${time} ${node} ${name.split('.')[0]}: ${text.trim()}`;
    console.log(line);
    lines.push(line);
    if (lines.length > KEPT) lines.shift();
  })
  .bind(5514);

createServer((request, response) => {
  const word = new URL(request.url, 'http://collector').searchParams.get('q') ?? '';
  const found = lines.filter((line) => line.includes(word));
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(found.length > 0 ? `${found.join('\n')}\n` : `No line has "${word}".\n`);
}).listen(5515);

process.on('SIGTERM', () => process.exit());
