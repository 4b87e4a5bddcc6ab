import type { ErrorBody, RouteContract } from '@visavis/protocol';
import type { z } from 'zod';
import { ApiError } from './api-error.ts';

type Output<T> = T extends z.ZodType ? z.output<T> : undefined;
export interface RequestParts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly file?: File;
  readonly signal?: AbortSignal;
}
/** Calls one route of the contract; throws `ApiError`. */
export type Api = <R extends RouteContract>(route: R, parts?: RequestParts) => Promise<Output<R['response']>>;

/** Fills `:name` places and adds the query. */
export function routeUrl(route: RouteContract, parts: Pick<RequestParts, 'params' | 'query'> = {}): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parts.params?.[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  const tail = query.toString();
  return tail === '' ? path : `${path}?${tail}`;
}

async function failure(response: Response): Promise<ApiError> {
  try {
    const body = (await response.json()) as Partial<ErrorBody> & { error?: Partial<ErrorBody> };
    const error = body.error ?? body;
    return new ApiError(error.code ?? 'internal', error);
  } catch {
    return new ApiError(response.status === 503 ? 'not_ready' : 'internal');
  }
}

/** `onSignedOut` hears every 401 that means the sign-in is over (not a wrong password). */
export function createApi(ports: { fetch: typeof fetch; onSignedOut: () => void }): Api {
  return async (route, parts = {}) => {
    const init: RequestInit = { method: route.method, credentials: 'same-origin' };
    if (parts.signal) init.signal = parts.signal;
    if (parts.file) {
      const form = new FormData();
      form.append('file', parts.file, parts.file.name);
      init.body = form;
    } else if (parts.body !== undefined) {
      init.body = JSON.stringify(parts.body);
      init.headers = { 'content-type': 'application/json' };
    }
    let response: Response;
    try {
      response = await ports.fetch(routeUrl(route, parts), init);
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
      throw new ApiError('network');
    }
    if (!response.ok) {
      const error = await failure(response);
      if (error.code === 'auth_expired' || error.code === 'auth_required') ports.onSignedOut();
      throw error;
    }
    return (route.response === null ? undefined : await response.json()) as never;
  };
}
