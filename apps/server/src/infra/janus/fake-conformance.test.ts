import { createFakeMediaGateway } from '@visavis/testkit';
import { expect, it } from 'vitest';
import { DomainError } from '../../lib/domain-error.ts';
import type { MediaEvent, MediaGateway } from '../../ports/media-gateway.ts';

it('lets the fake media gateway stand wherever the real one does', async () => {
  const fake = createFakeMediaGateway({ makeError: (code) => new DomainError(code) });
  const gateway: MediaGateway = fake;
  const seen: MediaEvent[] = [];
  gateway.subscribe((event) => seen.push(event));
  await gateway.open('call');
  for (const participantId of ['a', 'b']) {
    await gateway.join({ callId: 'call', participantId }, { displayName: participantId, recording: null });
    await gateway.publish(
      { callId: 'call', participantId },
      { sdp: 'v=0', tracks: [{ mid: '0', kind: 'audio', source: 'microphone' }] },
    );
  }
  expect(seen.filter((event) => event.type === 'subscription_offer').map((event) => event.participantId)).toEqual([
    'b',
    'a',
  ]);
  fake.killEngine();
  await expect(gateway.open('call')).rejects.toMatchObject({ code: 'media_unavailable' });
  expect(seen.at(-1)).toMatchObject({ type: 'engine_lost', callIds: ['call'] });
});
