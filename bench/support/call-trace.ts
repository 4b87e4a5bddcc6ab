// Notes inside a page when what happened on the way to a call's first picture, without touching the page's own code.

export interface TraceMark {
  /** Milliseconds since 1970, comparable between the pages of one machine. */
  readonly at: number;
  readonly what: string;
}

export interface TracedWindow {
  /** Newest call last; cleared by whoever measures. */
  callTrace: TraceMark[];
}

/**
 * Runs in the page before its own scripts. Marks: `click <button>`, `devices asked`, `devices open`, `send <command>`, `ack <command>`,
 * `fact <name>` (Socket.IO), `publish|subscribe <connection state>`, `frame` (first picture of each stream that came over a connection).
 */
export function traceCalls(): void {
  const traced = globalThis as unknown as TracedWindow;
  traced.callTrace = [];
  const mark = (what: string, at = performance.now()): void =>
    void traced.callTrace.push({ at: performance.timeOrigin + at, what });

  addEventListener(
    'click',
    (event) => {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (button) mark(`click ${button.textContent?.trim() ?? ''}`, event.timeStamp);
    },
    true,
  );

  // A page that is not secure has no devices.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  const open = devices?.getUserMedia.bind(devices);
  if (devices && open) {
    devices.getUserMedia = async (wanted) => {
      mark('devices asked');
      const stream = await open(wanted);
      mark('devices open');
      return stream;
    };
  }

  const waiting = new Map<string, string>();
  const note = (text: unknown, sent: boolean): void => {
    if (typeof text !== 'string') return;
    const [, kind = '', id = '', name = ''] = /^4([23])\/\w+,(\d*)\[(?:"([\w:]+)")?/.exec(text) ?? [];
    if (kind === '3') mark(`ack ${waiting.get(id) ?? id}`);
    else if (kind === '2') mark(`${sent ? 'send' : 'fact'} ${name}`);
    if (kind === '2' && sent) waiting.set(id, name);
  };
  const Socket = globalThis.WebSocket;
  globalThis.WebSocket = class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', (event) => note(event.data, false));
    }
    override send(data: Parameters<WebSocket['send']>[0]): void {
      note(data, true);
      super.send(data);
    }
  };

  const remote = new WeakSet<MediaStreamTrack>();
  const Connection = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Connection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      let name = 'publish';
      this.addEventListener('track', (event) => {
        name = 'subscribe';
        remote.add(event.track);
      });
      this.addEventListener('connectionstatechange', () => mark(`${name} ${this.connectionState}`));
    }
  };

  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  const shown = new WeakSet<MediaStream>();
  const watch = (element: HTMLVideoElement, stream: MediaStream): void => {
    element.requestVideoFrameCallback(() => {
      if (element.srcObject !== stream || shown.has(stream)) return;
      if (!stream.getVideoTracks().some((track) => remote.has(track))) return;
      shown.add(stream);
      mark('frame');
    });
  };
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...source,
    set(this: HTMLMediaElement, stream: MediaProvider | null) {
      source?.set?.call(this, stream);
      if (this instanceof HTMLVideoElement && stream instanceof MediaStream) watch(this, stream);
    },
  });
}
