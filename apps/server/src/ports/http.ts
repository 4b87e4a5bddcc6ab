/** How a module's `-routes.ts` hands its handlers to the HTTP shell: an object keyed by the names of the protocol's route table. */

import type { Readable } from 'node:stream';
import type { RouteContract } from '@visavis/protocol';
import type { z } from 'zod';
import type { AgentPrincipal, Principal, VisitorPrincipal } from './principal.ts';

type Out<T> = T extends z.ZodType ? z.output<T> : undefined;

type PrincipalOf<R extends RouteContract> = R['audience'] extends 'public'
  ? null
  : R['audience'] extends 'visitor'
    ? VisitorPrincipal
    : R['audience'] extends 'visitor_or_agent'
      ? Principal
      : AgentPrincipal;

export interface UploadedFile {
  readonly name: string;
  readonly declaredType: string;
  /** Ends early and marks `truncated` when the limit of 25 MB is passed. */
  readonly data: Readable & { truncated?: boolean };
}

export interface BinaryAnswer {
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly body: Readable | Uint8Array;
}

export interface RouteRequest<R extends RouteContract> {
  readonly params: Out<R['params']>;
  readonly query: Out<R['query']>;
  readonly body: Out<R['body']>;
  readonly principal: PrincipalOf<R>;
  readonly requestId: string;
  /** The calling address after trusted proxies. */
  readonly address: string;
  readonly userAgent: string;
  readonly origin: string | undefined;
  readonly range: string | undefined;
  /** HEAD: the headers are wanted, the body is thrown away. */
  readonly headOnly?: boolean;
  /** Only on routes with `upload: 'multipart'`. */
  file(): Promise<UploadedFile>;
  setAuthCookie(token: string, maxAgeSeconds: number): void;
  clearAuthCookie(): void;
}

type RouteAnswer<R extends RouteContract> = R['response'] extends 'binary'
  ? BinaryAnswer
  : R['response'] extends z.ZodType
    ? z.input<R['response']>
    : undefined;

export type RouteHandlers<T extends Record<string, RouteContract>> = {
  [N in keyof T]: (request: RouteRequest<T[N]>) => Promise<RouteAnswer<T[N]>>;
};
