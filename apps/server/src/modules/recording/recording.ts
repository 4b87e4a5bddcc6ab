/**
 * A recording: what was captured of one call, and what is made of it. Pure decisions.
 *
 * States   capturing   the call runs; raw tracks are being written
 *          queued      the call has ended; a job will make it playable
 *          preparing   the job runs; `progress` grows
 *          ready       playable
 *          failed      could not be made playable, with the reason in plain words; may be tried again
 *          empty       nothing was captured
 * Entries  a row is made in `capturing` before the first byte, in the transaction that agrees to the call.
 * Exits    none but failed -> queued (retry). A job that died in `preparing` (kill -9) simply starts again.
 */
import type { RecordingState } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { nextState, type TransitionTable } from '../../lib/state-machine.ts';

export type RecordingTransition = 'call_ended' | 'begin' | 'finish' | 'find_nothing' | 'fail' | 'retry';

export const recordingTransitions: TransitionTable<RecordingState, RecordingTransition> = {
  capturing: { call_ended: 'queued' },
  queued: { begin: 'preparing', fail: 'failed' },
  preparing: { begin: 'preparing', finish: 'ready', find_nothing: 'empty', fail: 'failed' },
  ready: {},
  failed: { retry: 'queued' },
  empty: {},
};

/** Throws recording_state when that cannot happen now. */
export const afterRecordingEvent = (state: RecordingState, transition: RecordingTransition): RecordingState => {
  const next = nextState(recordingTransitions, state, transition);
  if (next === null) throw new DomainError('recording_state', { state, transition });
  return next;
};

const two = (value: number): string => String(value).padStart(2, '0');

/** Folder of one recording: below the engine's folder for the raw tracks, below the storage root for what is made of them. */
export const storagePrefixOf = (recordingId: string, startedAt: Date): string =>
  `recordings/${startedAt.getUTCFullYear()}/${two(startedAt.getUTCMonth() + 1)}/${recordingId}`;
