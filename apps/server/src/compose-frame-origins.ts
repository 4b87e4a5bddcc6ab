import type { ChannelService } from './modules/channel/index.ts';

/** Who may frame the widget of a channel; null: no such channel. */
export const frameOriginsOf =
  (channels: Pick<ChannelService, 'allowedOrigins'>) =>
  async (channelKey: string, demoUrl: string | null): Promise<readonly string[] | null> => {
    const origins = await channels.allowedOrigins(channelKey);
    if (origins === null || channelKey !== 'demo' || demoUrl === null) return origins;
    // The demo bank lives on whatever port this start got, under both names of this machine.
    const demo = new URL(demoUrl);
    return [
      ...new Set([
        ...origins,
        demo.origin,
        `${demo.protocol}//localhost:${demo.port}`,
        `${demo.protocol}//127.0.0.1:${demo.port}`,
      ]),
    ];
  };
