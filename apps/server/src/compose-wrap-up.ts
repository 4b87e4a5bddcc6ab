/** Wrap-up and presence over REST, wired. */
import { presenceRoutes, type RouteContract, wrapUpRoutes } from '@visavis/protocol';
import { createBreakReasonService, createPresenceRoutes, type PresenceService } from './modules/presence/index.ts';
import { createWrapUp } from './modules/wrap-up/index.ts';

type WrapUpDeps = Parameters<typeof createWrapUp>[0];

export const composeWrapUp = (s: Omit<WrapUpDeps, 'presence'> & { readonly presence: PresenceService }) => {
  const wrapUp = createWrapUp(s);
  const reasons = createBreakReasonService(s);
  return {
    wrapUps: wrapUp.wrapUps,
    socket: wrapUp.socket,
    /** `closing`: what spans a whole contact. */
    routes: (closing: object): readonly (readonly [contract: Record<string, RouteContract>, handlers: unknown])[] => [
      [presenceRoutes, createPresenceRoutes({ presence: s.presence, reasons })],
      [wrapUpRoutes, { ...wrapUp.routes, ...closing }],
    ],
  };
};
