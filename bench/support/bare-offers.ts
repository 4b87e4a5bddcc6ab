// The baseline of the offers bench: the same server library with nothing behind it. A visitor's socket asks, an agent's rings.
import { createServer } from 'node:http';
import { Server, type Socket } from 'socket.io';

const http = createServer();
const io = new Server(http, { path: '/socket', transports: ['websocket'], perMessageDeflate: false });
const agents: Socket[] = [];
let next = 0;
io.of('/agent').on('connection', (socket) => {
  agents.push(socket);
});
io.of('/visitor').on('connection', (socket) => {
  socket.on('conversation:start', (payload: { conversationId: string }, acknowledge: (answer: object) => void) => {
    agents[next % agents.length]?.emit('offer:ringing', payload);
    next += 1;
    acknowledge({ ok: true, data: {} });
  });
});
http.listen(Number(process.env.BARE_PORT), '127.0.0.1', () => console.log('ready'));
