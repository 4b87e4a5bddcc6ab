import { DomainError } from '../../lib/domain-error.ts';
import { JanusError, janusCodes } from './janus-client.ts';

const gone: readonly number[] = [janusCodes.closed, janusCodes.timeout];
const unknownLink: readonly number[] = [janusCodes.noSuchSession, janusCodes.noSuchHandle];
/** JSEP of an unknown type, invalid SDP, trickle invalid, unexpected answer. */
const badSdp: readonly number[] = [464, 465, 466, 469];

export const mediaUnavailable = (): DomainError => new DomainError('media_unavailable');
export const mediaNotJoined = (): DomainError => new DomainError('media_not_joined');
export const sdpInvalid = (reason: string): DomainError => new DomainError('media_sdp_invalid', { reason });

/** Janus' errors in the words of our catalogue; anything else passes unchanged. */
export const translateJanusError = (error: unknown): unknown => {
  if (!(error instanceof JanusError)) return error;
  if (gone.includes(error.code)) return new DomainError('media_unavailable', undefined, { cause: error });
  if (unknownLink.includes(error.code)) return new DomainError('media_not_joined', undefined, { cause: error });
  if (badSdp.includes(error.code))
    return new DomainError('media_sdp_invalid', { reason: error.message }, { cause: error });
  return new DomainError('media_failed', { engineCode: error.code }, { cause: error });
};

/** Runs engine work so that only catalogue errors come out. */
export const inCatalogueWords = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw translateJanusError(error);
  }
};
