/** What Bun itself does in the place of a server, and a line that echoes: the measures of this machine. */
const publishing = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, server) => (server.upgrade(request) ? undefined : new Response('a WebSocket, please')),
  websocket: {
    perMessageDeflate: false,
    open: (socket) => void socket.subscribe('all'),
    message(socket, frame) {
      if (frame === 'hello') socket.send('hello');
      else publishing.publish('all', frame);
    },
  },
});
const echoing = Bun.listen({
  port: 0,
  hostname: '127.0.0.1',
  socket: { data: (socket, bytes) => void socket.write(bytes) },
});
console.log(`${JSON.stringify({ publishing: publishing.port, echoing: echoing.port })}\n`);
