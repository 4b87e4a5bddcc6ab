// The baseline of the start bench: a Fastify server that does nothing, started the same way as the product.
import Fastify from 'fastify';

const app = Fastify();
app.get('/readyz', async () => ({ status: 'ok' }));
await app.listen({ host: '127.0.0.1', port: Number(process.env.BARE_PORT) });
