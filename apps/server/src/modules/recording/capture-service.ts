import type { CoreDeps } from '../../ports/index.ts';
import type { CaptureRegister } from '../call/index.ts';
import { captureRepo } from './capture-repo.ts';
import { storagePrefixOf } from './recording.ts';

/** Where recordings begin: handed to the call module, which knows the moment but not the noun. */
export const createCaptureRegister = ({ makeId, events }: Pick<CoreDeps, 'makeId' | 'events'>): CaptureRegister => ({
  async begin(tx, { callId, conversationId, startedAt }) {
    const id = makeId();
    const storagePrefix = storagePrefixOf(id, startedAt);
    await captureRepo.insert(tx, { id, callId, conversationId, storagePrefix, startedAt });
    await events.append(tx, { type: 'recording_changed', subjectId: conversationId, payload: { recordingId: id } });
  },
  find: captureRepo.find,
});
