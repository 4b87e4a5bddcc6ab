import type { Quality, QualityReason } from '@visavis/protocol';
import type { MediaEvent } from '../../ports/media-gateway.ts';

export interface QualityHint {
  readonly level: Quality;
  readonly reason: QualityReason;
}

/** What the engine's view of a participant's packets means for people; null: nothing worth saying. */
export const qualityOf = (
  event: Extract<MediaEvent, { type: 'media_flow' | 'slow_link' }>,
  on: { readonly microphone: boolean; readonly camera: boolean },
): QualityHint | null => {
  if (event.type === 'slow_link')
    return event.lost > 0 ? { level: 'fair', reason: event.direction === 'up' ? 'packet_loss' : 'slow_network' } : null;
  if (event.receiving) return { level: 'good', reason: 'steady' };
  // A camera switched off on purpose is no fault.
  if (event.kind === 'video') return on.camera ? { level: 'poor', reason: 'no_picture' } : null;
  return on.microphone ? { level: 'poor', reason: 'no_sound' } : null;
};
