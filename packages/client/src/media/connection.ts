import type { IceCandidate, MediaConnection, MediaLog } from './signal.ts';

/** A peer connection whose candidates wait until the server knows the description they belong to. */
export interface Connection {
  readonly pc: RTCPeerConnection;
  /** Holds candidates back; call before a local description is set. */
  hold(): void;
  /** The server has the description: sends what waited and everything after it. */
  release(): void;
  close(): void;
}

export interface ConnectionOptions {
  readonly name: MediaConnection;
  readonly iceServers: readonly RTCIceServer[];
  readonly log: MediaLog;
  send(candidate: IceCandidate | null): Promise<void>;
  onState(state: RTCPeerConnectionState): void;
}

const toPlain = (candidate: RTCIceCandidate): IceCandidate => ({
  candidate: candidate.candidate,
  sdpMid: candidate.sdpMid,
  sdpMLineIndex: candidate.sdpMLineIndex,
});

export const openConnection = (options: ConnectionOptions): Connection => {
  const pc = new RTCPeerConnection({ iceServers: [...options.iceServers], bundlePolicy: 'max-bundle' });
  let waiting: (IceCandidate | null)[] | null = [];
  let closed = false;

  const send = (candidate: IceCandidate | null): void => {
    if (closed) return;
    // A lost candidate costs a path, not the call: the watchdog repairs what stays broken.
    options
      .send(candidate)
      .catch((error: unknown) =>
        options.log('debug', 'candidate not delivered', { connection: options.name, error: String(error) }),
      );
  };

  pc.onicecandidate = ({ candidate }) => {
    const plain = candidate === null ? null : toPlain(candidate);
    if (waiting === null) send(plain);
    else waiting.push(plain);
  };
  pc.onconnectionstatechange = () => {
    if (closed) return;
    options.log('info', 'connection state', { connection: options.name, state: pc.connectionState });
    options.onState(pc.connectionState);
  };

  return {
    pc,
    hold() {
      waiting ??= [];
    },
    release() {
      const ready = waiting ?? [];
      waiting = null;
      for (const candidate of ready) send(candidate);
    },
    close() {
      closed = true;
      pc.onicecandidate = null;
      pc.onconnectionstatechange = null;
      pc.ontrack = null;
      pc.close();
    },
  };
};
