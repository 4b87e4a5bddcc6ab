import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import { apiKeyPrefix, protocolVersion } from '@visavis/protocol';
import Fastify, { type FastifyInstance } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { Log, MakeId } from '../ports/index.ts';
import { toErrorAnswer } from './error-answer.ts';
import { cookieName, jsonBodyLimit, uploadLimit } from './routes.ts';

export interface HttpServerOptions {
  readonly log: Log;
  readonly makeId: MakeId;
  readonly trustProxy: readonly string[];
  readonly tls: { readonly key: string; readonly cert: string } | null;
}

/** Fastify with the error catalogue, OpenAPI and security headers; routes are mounted by the caller inside `app.after()`. */
export const createHttpServer = (options: HttpServerOptions): FastifyInstance => {
  const { log } = options;
  const app = Fastify({
    loggerInstance: undefined,
    logger: false,
    genReqId: () => options.makeId(),
    bodyLimit: jsonBodyLimit,
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    ...(options.tls ? { https: options.tls } : {}),
  } as Parameters<typeof Fastify>[0]) as unknown as FastifyInstance;

  app.decorateRequest('principal', null);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.register(cookie);
  app.register(multipart, { limits: { files: 1, fileSize: uploadLimit, fields: 0 }, throwFileSizeLimit: false });
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Visavis',
        version: String(protocolVersion),
        description: 'REST contract of Visavis. Live events: docs/integrators.md.',
      },
      components: {
        securitySchemes: {
          apiKey: {
            type: 'http',
            scheme: 'bearer',
            description: `A key for machines, begins with ${apiKeyPrefix}. Administrators make it under "API keys".`,
          },
          signIn: {
            type: 'apiKey',
            in: 'cookie',
            name: cookieName(false),
            description: 'Set by POST /api/v1/auth/sign-in.',
          },
          visitorToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'From POST /api/v1/public/channels/:channelKey/visits.',
          },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });

  app.setErrorHandler((error, request, reply) => {
    const invalid = hasZodFastifySchemaValidationErrors(error)
      ? {
          status: 400,
          body: {
            code: 'request_invalid' as const,
            message: 'The request does not match the contract; see details for the fields.',
            retryable: false,
            requestId: request.id,
            details: {
              fields: Object.fromEntries(
                error.validation.flatMap((entry): [string, string][] => {
                  const path = entry.instancePath.replace(/^\//, '').replaceAll('/', '.');
                  const unknown =
                    entry.keyword === 'unrecognized_keys' ? (entry.params as { keys?: string[] }).keys : [];
                  return unknown?.length
                    ? unknown.map((key) => [[path, key].filter(Boolean).join('.'), 'unknown field'])
                    : [[path || '(body)', entry.message ?? 'invalid']];
                }),
              ),
            },
          },
        }
      : toErrorAnswer(error, request.id, log);
    const retryAfter = (invalid.body.details as { retryAfterSeconds?: number } | undefined)?.retryAfterSeconds;
    if (retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(retryAfter)));
    return reply.code(invalid.status).send(invalid.body);
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      code: 'route_not_found',
      message: 'There is no such address; see /api/openapi.json.',
      retryable: false,
      requestId: request.id,
    }),
  );

  app.addHook('onSend', async (request, reply) => {
    reply
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'strict-origin-when-cross-origin')
      .header('x-request-id', request.id);
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  return app;
};
