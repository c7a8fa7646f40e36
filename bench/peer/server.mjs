import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';
import { Server } from 'socket.io';

/**
 * The stack that many chat servers are built on, in its honest best shape: a pool, sessions looked up once at
 * the connect, one INSERT a message with the acknowledgement after it, and a loop that emits to those in the room.
 */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
const app = express();
app.get('/healthz', (_request, response) => {
  response.send('ok');
});
const http = createServer(app);
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });

io.use(async (socket, next) => {
  const token = /(?:^|;\s*)sid=([^;]+)/.exec(socket.handshake.headers.cookie ?? '')?.[1];
  const users = await pool.query({
    name: 'session',
    text: 'select u.id, u.name from sessions s join users u on u.id = s.user_id where s.token = $1 and s.expires_at > now()',
    values: [token],
  });
  const [user] = users.rows;
  if (!user) return next(new Error('unauthenticated'));
  const { rows } = await pool.query({
    name: 'rooms',
    text: 'select room_id from members where user_id = $1',
    values: [user.id],
  });
  Object.assign(socket.data, { user, own: new Set(rows.map((row) => row.room_id)) });
  next();
});

/** Room → its sockets. */
const rooms = new Map();

io.on('connection', (socket) => {
  const { user, own } = socket.data;
  for (const room of own) rooms.set(room, (rooms.get(room) ?? new Set()).add(socket));
  socket.on('disconnect', () => {
    for (const room of own) rooms.get(room)?.delete(socket);
  });
  socket.on('send', async ({ room, text }, acknowledge) => {
    if (!own.has(room) || typeof text !== 'string' || text === '') return acknowledge({ error: 'not found' });
    try {
      const inserted = await pool.query({
        name: 'insert',
        text: 'insert into messages (room_id, user_id, text) values ($1, $2, $3) returning id, created_at',
        values: [room, user.id, text],
      });
      const message = { ...inserted.rows[0], room, user, text };
      for (const other of rooms.get(room) ?? []) other.emit('message', message);
      acknowledge({ id: message.id });
    } catch {
      acknowledge({ error: 'unavailable' });
    }
  });
});

process.on('SIGUSR2', () => globalThis.gc?.() ?? globalThis.Bun?.gc(true));
http.listen(0, '127.0.0.1', () => console.log(`The peer is ready at ${http.address().port}`));
