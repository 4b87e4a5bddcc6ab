export {
  createFakeMediaGateway,
  type FakeMediaEvent,
  type FakeMediaGateway,
  type FakeMediaMethod,
  type FakeParticipant,
} from './fake-media-gateway.ts';
export { type FixedClock, fixedClock } from './fixed-clock.ts';
export { seededRandom } from './seeded-random.ts';
export { sequentialIds } from './sequential-ids.ts';
