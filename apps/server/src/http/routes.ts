import { Readable } from 'node:stream';
import { type AgentRole, apiKeyPrefix, type RouteContract } from '@visavis/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { z } from 'zod';
import { DomainError } from '../lib/domain-error.ts';
import type { Authentication, BinaryAnswer, Principal, RouteHandlers, UploadedFile } from '../ports/index.ts';
import { isOwnOrigin, type OwnAddress } from './origin.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
}

export interface RouteShell {
  readonly app: FastifyInstance;
  readonly authentication: Authentication;
  readonly own: OwnAddress;
}

const roleRank: Readonly<Record<AgentRole, number>> = { agent: 1, supervisor: 2, administrator: 3 };
const neededRank = { agent: 1, supervisor: 2, administrator: 3 } as const;

export const cookieName = (secure: boolean): string => (secure ? '__Host-visavis' : 'visavis');

const bearer = (request: FastifyRequest): string | undefined =>
  /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
const cookieToken = (request: FastifyRequest): string | undefined =>
  request.cookies[cookieName(true)] ?? request.cookies[cookieName(false)];

const findPrincipal = async (
  { audience, peopleOnly }: RouteContract,
  request: FastifyRequest,
  authentication: Authentication,
): Promise<Principal | null> => {
  if (audience === 'public') return null;
  const token = bearer(request);
  const machine = audience !== 'visitor' && token?.startsWith(apiKeyPrefix) === true;
  const visitorToken = machine ? undefined : token;
  if (audience === 'visitor' || (audience === 'visitor_or_agent' && visitorToken !== undefined))
    return authentication.visitorFromToken(visitorToken);
  const principal = machine
    ? await authentication.agentFromKey(token, request.ip)
    : await authentication.agentFromToken(cookieToken(request));
  if (machine && peopleOnly) throw new DomainError('forbidden', { needs: 'sign-in' });
  if (audience !== 'visitor_or_agent' && roleRank[principal.role] < neededRank[audience])
    throw new DomainError('forbidden', { needs: audience });
  return principal;
};

/** OpenAPI: which ways of being somebody this route takes. */
const securityOf = ({ audience, peopleOnly }: RouteContract): Record<string, string[]>[] => {
  if (audience === 'public') return [];
  const staff = peopleOnly ? [{ signIn: [] }] : [{ apiKey: [] }, { signIn: [] }];
  if (audience === 'visitor') return [{ visitorToken: [] }];
  return audience === 'visitor_or_agent' ? [{ visitorToken: [] }, ...staff] : staff;
};

const brokenForm = (cause: unknown): DomainError =>
  new DomainError('request_invalid', { fields: { file: 'the form is broken or incomplete' } }, { cause });

async function* chunksOf(file: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of file as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    throw brokenForm(error);
  }
}

/** The form parser throws bare errors for bodies that are no proper form: the sender's mistake, not ours. */
const firstFile = async (request: FastifyRequest): Promise<UploadedFile> => {
  const part = await request.file().catch((error: unknown) => {
    throw error instanceof Error && 'code' in error ? error : brokenForm(error);
  });
  if (!part) throw new DomainError('request_invalid', { fields: { file: 'a multipart field "file" is needed' } });
  const data = Object.defineProperty(Readable.from(chunksOf(part.file)), 'truncated', {
    get: () => part.file.truncated,
  });
  return { name: part.filename, declaredType: part.mimetype, data };
};

const isBinary = (contract: RouteContract): boolean => contract.response === 'binary';

const sendBinary = (reply: FastifyReply, binary: BinaryAnswer): FastifyReply => {
  reply.code(binary.status ?? 200).headers({ ...binary.headers, 'content-type': binary.contentType });
  return reply.send(binary.body);
};

/** Mounts one module's handlers on its route table. Order: origin, who is it, may they, is it well-formed, do it. */
export const mountRoutes = <T extends Record<string, RouteContract>>(
  shell: RouteShell,
  contracts: T,
  handlers: RouteHandlers<T>,
): void => {
  for (const [name, contract] of Object.entries(contracts)) {
    const handler = handlers[name] as (request: unknown) => Promise<unknown>;
    shell.app.route({
      method: contract.method as HTTPMethods,
      url: contract.path,
      exposeHeadRoute: contract.method === 'GET',
      ...(contract.maxBodyBytes === undefined ? {} : { bodyLimit: contract.maxBodyBytes }),
      schema: {
        summary: contract.summary,
        tags: [contract.tag],
        operationId: name,
        security: securityOf(contract),
        ...(contract.params ? { params: contract.params } : {}),
        ...(contract.query ? { querystring: contract.query } : {}),
        ...(contract.body ? { body: contract.body } : {}),
        ...(contract.response !== null && !isBinary(contract)
          ? { response: { 200: contract.response as z.ZodType } }
          : {}),
      },
      onRequest: async (request) => {
        if (contract.method !== 'GET' && !isOwnOrigin(request.headers.origin, request.host, shell.own)) {
          throw new DomainError('origin_refused', { origin: request.headers.origin });
        }
        request.principal = await findPrincipal(contract, request, shell.authentication);
      },
      handler: async (request, reply) => {
        const result = await handler({
          params: request.params,
          query: request.query,
          body: request.body,
          principal: request.principal,
          requestId: request.id,
          address: request.ip,
          userAgent: request.headers['user-agent'] ?? '',
          origin: request.headers.origin,
          range: request.headers.range,
          headOnly: request.method === 'HEAD',
          file: () => firstFile(request),
          setAuthCookie: (token: string, maxAge: number) => {
            const secure = request.protocol === 'https' || shell.own.publicOrigin?.startsWith('https:') === true;
            reply.setCookie(cookieName(secure), token, {
              path: '/',
              httpOnly: true,
              sameSite: 'strict',
              secure,
              maxAge,
            });
          },
          clearAuthCookie: () => {
            for (const secure of [true, false])
              reply.clearCookie(cookieName(secure), { path: '/', secure, httpOnly: true, sameSite: 'strict' });
          },
        });
        if (isBinary(contract)) return sendBinary(reply, result as BinaryAnswer);
        if (contract.response === null) return reply.code(204).send();
        return result;
      },
    });
  }
};

/** The body limit of JSON requests, bytes. Uploads have their own. */
export const jsonBodyLimit = 64 * 1024;
export const uploadLimit = 25 * 1024 * 1024;
