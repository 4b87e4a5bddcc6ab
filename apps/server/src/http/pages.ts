import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';

export interface PagesOptions {
  readonly consoleDist: string;
  readonly visitorDist: string;
  /** Exact origins that may frame this channel's widget; null: no such channel. */
  readonly frameOrigins: (channelKey: string) => Promise<readonly string[] | null>;
  /** Where the demo page lives, or null. */
  readonly demoUrl: () => string | null;
}

const selfOnly =
  "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'";
const policy = (frameAncestors: string): string => `${selfOnly}; frame-ancestors ${frameAncestors}`;
const permissions = 'camera=(self), microphone=(self), display-capture=(self), geolocation=()';

const page = (path: string): string | null => (existsSync(path) ? readFileSync(path, 'utf8') : null);
const notBuilt =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Visavis</title><p>This page is not built yet. Start Visavis with <code>npm start</code>.';

const home = (demoUrl: string | null): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Visavis</title>
<style>:root{color-scheme:light dark}body{font:16px/24px "Inter Variable",Inter,"PingFang SC","Noto Sans SC","Microsoft YaHei",system-ui,sans-serif;max-width:40rem;margin:12vh auto;padding:0 24px;background:light-dark(#faf9f6,#0e1312);color:light-dark(#17211f,#eef2f0)}
h1{font-size:28px;line-height:36px;margin:0 0 8px}a{color:light-dark(#0b6b57,#43b598);font-weight:600;text-underline-offset:3px}li{margin:16px 0}ul{list-style:none;padding:0}span{display:block;color:light-dark(#46524f,#b9c4c0)}</style></head>
<body><main><h1>Visavis</h1><p>Live video, routed and recorded like any other contact. 视频客服，与其他渠道同样分配与记录。</p><ul>
<li><a href="/console/">Console 工作台</a><span>For agents, supervisors and administrators. 客服、主管与管理员</span></li>
${demoUrl ? `<li><a href="${demoUrl}">Demo bank 演示银行</a><span>A bank's page with the widget. 嵌入了组件的银行网页</span></li>` : ''}
<li><a href="/c/h5">Visitor page 访客页面</a><span>For phones, nothing to install. 手机打开即用</span></li>
<li><a href="/api/openapi.json">REST contract 接口说明</a><span>OpenAPI 3.1</span></li></ul></main></body></html>`;

/** Console, visitor pages and assets. HTML is never cached, hashed assets for ever. */
export const mountPages = (app: FastifyInstance, options: PagesOptions): void => {
  const consoleAssets = join(options.consoleDist, 'assets');
  const visitorAssets = join(options.visitorDist, 'assets');
  let decorate = true;
  for (const [root, prefix] of [
    [consoleAssets, '/console/assets/'],
    [visitorAssets, '/assets/'],
  ] as const) {
    if (!existsSync(root)) continue;
    app.register(fastifyStatic, {
      root,
      prefix,
      immutable: true,
      maxAge: '365d',
      decorateReply: decorate,
      index: false,
      cacheControl: true,
      // The build leaves a compressed copy beside each asset.
      preCompressed: true,
    });
    decorate = false;
  }

  const html = (path: string, frameAncestors: string) => ({
    body: page(path) ?? notBuilt,
    csp: policy(frameAncestors),
  });

  app.get('/', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html').header('content-security-policy', policy("'none'")).send(home(options.demoUrl())),
  );
  const consolePage = async (_request: unknown, reply: import('fastify').FastifyReply) => {
    const { body, csp } = html(join(options.consoleDist, 'index.html'), "'none'");
    return reply
      .type('text/html')
      .headers({ 'content-security-policy': csp, 'permissions-policy': permissions, 'cache-control': 'no-cache' })
      .send(body);
  };
  app.get('/console', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/console/'));
  app.get('/console/*', { schema: { hide: true } }, consolePage);

  app.get<{ Params: { key: string } }>('/c/:key', { schema: { hide: true } }, async (_request, reply) => {
    const { body, csp } = html(join(options.visitorDist, 'h5.html'), "'none'");
    return reply
      .type('text/html')
      .headers({ 'content-security-policy': csp, 'permissions-policy': permissions, 'cache-control': 'no-cache' })
      .send(body);
  });
  app.get<{ Params: { key: string } }>('/widget/:key', { schema: { hide: true } }, async (request, reply) => {
    const origins = await options.frameOrigins(request.params.key);
    const { body, csp } = html(
      join(options.visitorDist, 'widget.html'),
      origins === null ? "'none'" : ["'self'", ...origins].join(' '),
    );
    return reply.type('text/html').headers({ 'content-security-policy': csp, 'cache-control': 'no-cache' }).send(body);
  });
  app.get('/widget.js', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('text/javascript')
      .headers({
        'cache-control': 'public, max-age=300',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      })
      .send(page(join(options.visitorDist, 'widget.js')) ?? 'console.error("Visavis: the widget is not built yet")'),
  );
  for (const path of ['/demo', '/demo/']) {
    app.get(path, { schema: { hide: true } }, async (_request, reply) => reply.redirect(options.demoUrl() ?? '/'));
  }
};

/** The demo bank's page on its own port, so that the widget is really embedded from another origin. */
export const createDemoServer = (options: {
  readonly root: string;
  readonly publicUrl: () => string;
  readonly channelKey: string;
  readonly tls: { readonly key: string; readonly cert: string } | null;
}): FastifyInstance => {
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    ...(options.tls ? { https: options.tls } : {}),
  } as object) as FastifyInstance;
  const send = async (_request: unknown, reply: import('fastify').FastifyReply) => {
    const body = page(join(options.root, 'index.html')) ?? notBuilt;
    return reply
      .type('text/html')
      .header('cache-control', 'no-cache')
      .send(body.replaceAll('{{PUBLIC_URL}}', options.publicUrl()).replaceAll('{{CHANNEL}}', options.channelKey));
  };
  app.get('/', async (_request, reply) => reply.redirect('/demo/'));
  app.get('/demo', async (_request, reply) => reply.redirect('/demo/'));
  app.get('/demo/', send);
  if (existsSync(options.root)) app.register(fastifyStatic, { root: options.root, prefix: '/demo/', index: false });
  return app;
};
