import { createServer } from 'node:http';
import pty from '@lydell/node-pty';
import express from 'express';
import { WebSocketServer } from 'ws';

/** One frame for each piece of output, no acknowledgements, the shell dies with the socket. */
const http = createServer(express());
new WebSocketServer({ server: http }).on('connection', (socket) => {
  const shell = pty.spawn('bash', ['--norc', '--noprofile'], { name: 'xterm-256color', cols: 80, rows: 30 });
  shell.onData((text) => socket.send(text));
  socket.on('message', (data) => shell.write(data.toString()));
  socket.on('close', () => shell.kill());
  shell.onExit(() => socket.close());
});
http.listen(Number(process.argv[2]), '127.0.0.1');
