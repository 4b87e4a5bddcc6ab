import { z } from 'zod';
import { isNetwork } from './lib/network.ts';

const yes = z.enum(['yes', 'no']).transform((value) => value === 'yes');
const port = z.coerce.number().int().min(0).max(65_535);

/** Every VISAVIS_ variable there is. `.env.example` is made from the descriptions. */
export const environment = z.strictObject({
  VISAVIS_PORT: port.default(8080).describe('Port of the product; 0 takes a free one.'),
  VISAVIS_DEMO_PORT: port
    .optional()
    .describe('Port of the demo bank page, another origin on purpose. Default: PORT + 1 (0 with PORT 0).'),
  VISAVIS_HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  VISAVIS_PUBLIC_URL: z
    .url()
    .optional()
    .describe('The address people type, when it differs from host and port (behind a proxy).'),
  VISAVIS_DATA_DIR: z.string().default('./data').describe('Database, recordings, uploads, keys.'),
  VISAVIS_DATABASE_URL: z.string().optional().describe('PostgreSQL to use instead of the embedded one.'),
  VISAVIS_DEMO_PASSWORD: z
    .string()
    .min(10)
    .optional()
    .describe('Password of all demo accounts, for trials and tests; random when unset.'),
  VISAVIS_DEMO_PUBLIC: yes.default(false).describe('yes: demo accounts may sign in although HOST is public.'),
  VISAVIS_TRUST_PROXY: z
    .string()
    .optional()
    .describe('Addresses of proxies whose X-Forwarded-For is believed, comma-separated.'),
  VISAVIS_OUTGOING_NETWORKS: z
    .string()
    .optional()
    .describe(
      'Private networks whose addresses look-ups and webhooks may ask, comma-separated: 10.1.0.0/16,127.0.0.1.',
    ),
  VISAVIS_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .optional()
    .describe('How much is logged. Default: info; in a terminal, where people read along, warn.'),
  VISAVIS_WEBHOOK_ALLOW_PRIVATE: yes
    .default(false)
    .describe('yes: webhooks may go to private addresses, such as a system in your own network.'),
  VISAVIS_JANUS_BIN: z.string().default('/usr/bin/janus').describe('The Janus executable.'),
  VISAVIS_MEDIA_IP: z.string().optional().describe('Interface or address for media; default: every one but loopback.'),
  VISAVIS_MEDIA_PUBLIC_IP: z.string().optional().describe('Address visitors reach media at, when behind 1:1 NAT.'),
  VISAVIS_MEDIA_PORTS: z
    .string()
    .regex(/^\d+-\d+$/)
    .default('20000-24999')
    .describe('UDP ports for media, from-to.'),
  VISAVIS_ICE_SERVERS: z.string().optional().describe('JSON list of ICE servers handed to browsers.'),
  VISAVIS_FFMPEG_BIN: z.string().default('ffmpeg').describe('The ffmpeg executable.'),
});

export interface Config {
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly demoPort: number;
    readonly publicUrl: string | null;
    readonly trustProxy: readonly string[];
  };
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** Private networks that may be asked all the same. */
  readonly outgoing: { readonly allowedNetworks: readonly string[] };
  readonly demo: { readonly password: string | null; readonly allowPublic: boolean };
  readonly webhooksMayBePrivate: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** People read the output: log lines are words then, not JSON. */
  readonly terminal: boolean;
  readonly media: {
    readonly janusBin: string;
    readonly ffmpegBin: string;
    readonly ip: string | null;
    readonly publicIp: string | null;
    readonly ports: readonly [number, number];
    readonly iceServers: readonly { urls: string[]; username?: string; credential?: string }[];
  };
}

/** All faults at once, in words that say what to do. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const iceServerList = z.array(
  z.strictObject({ urls: z.array(z.string()), username: z.string().optional(), credential: z.string().optional() }),
);

/** Pure. Throws ConfigError. Unknown VISAVIS_ variables are refused: they are misspellings. `terminal`: people read the output. */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>, terminal = false): Config => {
  const own = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name.startsWith('VISAVIS_') && value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(own);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => `${key} is not a setting; see .env.example`)
          : [`${issue.path.join('.')}: ${issue.message}`],
      ),
    );
  }
  const e = parsed.data;
  const [from, to] = e.VISAVIS_MEDIA_PORTS.split('-').map(Number) as [number, number];
  const problems: string[] = [];
  if (!(from > 1023 && to <= 65_535 && to - from >= 20))
    problems.push('VISAVIS_MEDIA_PORTS: needs at least 20 ports between 1024 and 65535, like 20000-24999');
  let iceServers: z.infer<typeof iceServerList> = [];
  if (e.VISAVIS_ICE_SERVERS) {
    try {
      iceServers = iceServerList.parse(JSON.parse(e.VISAVIS_ICE_SERVERS));
    } catch {
      problems.push(
        'VISAVIS_ICE_SERVERS: must be JSON like [{"urls":["turn:turn.example:3478"],"username":"u","credential":"c"}]',
      );
    }
  }
  const allowedNetworks = e.VISAVIS_OUTGOING_NETWORKS?.split(',').map((part) => part.trim()) ?? [];
  if (!allowedNetworks.every(isNetwork))
    problems.push('VISAVIS_OUTGOING_NETWORKS: addresses or networks like 10.1.0.0/16,127.0.0.1');
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    http: {
      host: e.VISAVIS_HOST,
      port: e.VISAVIS_PORT,
      demoPort: e.VISAVIS_DEMO_PORT ?? (e.VISAVIS_PORT === 0 ? 0 : e.VISAVIS_PORT + 1),
      publicUrl: e.VISAVIS_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
      trustProxy: e.VISAVIS_TRUST_PROXY?.split(',').map((part) => part.trim()) ?? [],
    },
    dataDir: e.VISAVIS_DATA_DIR,
    databaseUrl: e.VISAVIS_DATABASE_URL ?? null,
    outgoing: { allowedNetworks },
    demo: { password: e.VISAVIS_DEMO_PASSWORD ?? null, allowPublic: e.VISAVIS_DEMO_PUBLIC },
    webhooksMayBePrivate: e.VISAVIS_WEBHOOK_ALLOW_PRIVATE,
    logLevel: e.VISAVIS_LOG_LEVEL ?? (terminal ? 'warn' : 'info'),
    terminal,
    media: {
      janusBin: e.VISAVIS_JANUS_BIN,
      ffmpegBin: e.VISAVIS_FFMPEG_BIN,
      ip: e.VISAVIS_MEDIA_IP ?? null,
      publicIp: e.VISAVIS_MEDIA_PUBLIC_IP ?? null,
      ports: [from, to] as const,
      iceServers: iceServers.map((s) => ({
        urls: s.urls,
        ...(s.username ? { username: s.username } : {}),
        ...(s.credential ? { credential: s.credential } : {}),
      })),
    },
  });
};
