import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../ports/log.ts';
import { type JanusClient, type JanusEvent, openJanusClient, type PluginReply } from './janus-client.ts';
import type { RunningEngine } from './janus-process.ts';

/**
 * Our line to one engine: reconnects when the socket breaks while the engine lives, and reports an engine that does not answer.
 * Holds the control handle through which rooms are made and ended.
 */
export interface EngineConnection {
  readonly engine: RunningEngine;
  /** null while the line is broken. */
  client(): JanusClient | null;
  control(body: object): Promise<PluginReply>;
  close(): void;
}

export interface EngineConnectionOptions {
  readonly engine: RunningEngine;
  readonly log: Log;
  readonly onEvent: (event: JanusEvent) => void;
  /** The line is back: sessions must be claimed over `client`. */
  readonly onReconnected: (client: JanusClient) => Promise<void>;
  readonly onSilent: (reason: string) => void;
}

const pingEveryMs = 3_000;
const silentAfterPings = 3;
const reconnectTries = 50;
const reconnectPauseMs = 100;

export const createEngineConnection = async (options: EngineConnectionOptions): Promise<EngineConnection> => {
  const { engine, log } = options;
  let client: JanusClient | null = null;
  let control: { session: number; handle: number } | null = null;
  let closed = false;
  let missedPings = 0;

  const open = (): Promise<JanusClient> =>
    openJanusClient({
      socketPath: engine.socketPath,
      apiSecret: engine.apiSecret,
      onEvent: options.onEvent,
      onClose: () => {
        client = null;
        if (!closed) void reconnect();
      },
    });

  const openControl = async (line: JanusClient): Promise<void> => {
    const session = await line.createSession();
    control = { session, handle: await line.attach(session, 'control') };
  };

  const reconnect = async (): Promise<void> => {
    for (let attempt = 0; attempt < reconnectTries && !closed; attempt++) {
      try {
        const line = await open();
        await openControl(line);
        client = line;
        log.info({ engineId: engine.engineId }, 'media engine line restored');
        await options.onReconnected(line);
        return;
      } catch (error) {
        log.debug({ engineId: engine.engineId, error: String(error) }, 'media engine line not restored yet');
        await sleep(reconnectPauseMs);
      }
    }
    if (!closed) options.onSilent('its socket does not accept connections');
  };

  const ping = async (): Promise<void> => {
    if (client === null) return;
    try {
      await client.info();
      missedPings = 0;
    } catch {
      missedPings++;
      if (missedPings >= silentAfterPings && !closed) options.onSilent('it does not answer');
    }
  };
  const timer = setInterval(() => void ping(), pingEveryMs);
  timer.unref();

  const close = (): void => {
    closed = true;
    clearInterval(timer);
    client?.close();
    client = null;
  };

  try {
    const line = await open();
    await openControl(line);
    client = line;
  } catch (error) {
    close();
    throw error;
  }

  return {
    engine,
    client: () => client,
    async control(body) {
      if (client === null || control === null) throw new Error('The control handle is not open');
      return client.message(control.session, control.handle, body);
    },
    close,
  };
};
