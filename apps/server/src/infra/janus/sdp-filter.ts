/**
 * What browsers may say to the media engine. Pure. The engine parses SDP in C, so only well-formed, bounded
 * descriptions with audio and video pass, and what is known to be dangerous in old engines is taken out:
 * RTX (a one-byte payload underflows a size) and data channels (heap over-read when opening).
 */

export interface SdpMedia {
  readonly mid: string;
  readonly kind: 'audio' | 'video';
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
}

export interface FilteredSdp {
  readonly sdp: string;
  readonly media: readonly SdpMedia[];
  /** Changes when the browser made a new connection, stays through renegotiation and ICE restart. */
  readonly connectionKey: string;
}

export type SdpVerdict =
  | { readonly ok: true; readonly value: FilteredSdp }
  | { readonly ok: false; readonly reason: string };

export const maxSdpBytes = 65_536;
const maxMedia = 16;
const maxLines = 2_000;
const maxLineLength = 4_096;

interface Section {
  readonly lines: readonly string[];
}

const directions = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;

const refuse = (reason: string): SdpVerdict => ({ ok: false, reason });

const splitSections = (lines: readonly string[]): { head: Section; media: Section[] } => {
  const head: string[] = [];
  const media: string[][] = [];
  for (const line of lines) {
    if (line.startsWith('m=')) media.push([line]);
    else (media.at(-1) ?? head).push(line);
  }
  return { head: { lines: head }, media: media.map((section) => ({ lines: section })) };
};

const attribute = (section: Section, name: string): string | null => {
  const found = section.lines.find((line) => line.startsWith(`a=${name}:`));
  return found === undefined ? null : found.slice(name.length + 3);
};

/** Payload types of RTX in one media section. */
const rtxPayloads = (section: Section): Set<string> =>
  new Set(section.lines.flatMap((line) => /^a=rtpmap:(\d{1,3}) rtx\//i.exec(line)?.[1] ?? []));

/** Every SSRC of a FID group but the first one repeats packets of the first. */
const rtxSsrcs = (section: Section): Set<string> =>
  new Set(section.lines.flatMap((line) => (/^a=ssrc-group:FID /i.test(line) ? line.split(' ').slice(2) : [])));

const stripRtx = (section: Section): Section | null => {
  const payloads = rtxPayloads(section);
  const ssrcs = rtxSsrcs(section);
  const lines = section.lines.flatMap((line) => {
    if (line.startsWith('m=')) {
      const words = line.split(' ').filter((word, index) => index < 3 || !payloads.has(word));
      return [words.join(' ')];
    }
    if (/^a=ssrc-group:FID/i.test(line)) return [];
    if (/^a=extmap:\S+ urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id/i.test(line)) return [];
    const payload = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d{1,3}) /.exec(line)?.[1];
    if (payload !== undefined && payloads.has(payload)) return [];
    const ssrc = /^a=ssrc:(\d+)/.exec(line)?.[1];
    return ssrc !== undefined && ssrcs.has(ssrc) ? [] : [line];
  });
  return (lines[0] ?? '').split(' ').length > 3 ? { lines } : null;
};

const describeMedia = (section: Section): SdpMedia | string => {
  const head = /^m=(\S+) (\d{1,5})(?:\/\d+)? (\S+)((?: \d{1,3})+)$/.exec(section.lines[0] ?? '');
  if (head === null) return 'a media line is malformed';
  const [, kind, , protocol] = head;
  if (kind !== 'audio' && kind !== 'video') return 'only audio and video are accepted';
  if (!/^UDP\/TLS\/RTP\/SAVPF$/.test(protocol ?? '')) return 'only encrypted media is accepted';
  const mid = attribute(section, 'mid');
  if (mid === null || !/^[\w-]{1,16}$/.test(mid)) return 'a media line has no usable mid';
  const direction = directions.find((name) => section.lines.includes(`a=${name}`)) ?? 'sendrecv';
  return { mid, kind, direction };
};

const splitLines = (sdp: string): readonly string[] | string => {
  if (Buffer.byteLength(sdp) > maxSdpBytes) return 'it is larger than 64 kB';
  const lines = sdp.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > maxLines) return 'it has too many lines';
  if (lines.some((line) => line.length > maxLineLength)) return 'a line is too long';
  // Control characters (a lone CR above all) would let one line become two in another parser.
  if (lines.some((line) => !/^[a-z]=[^\p{Cc}]*$/u.test(line))) return 'a line is malformed';
  if (lines[0] !== 'v=0' || !/^o=\S+ \d+ \d+ IN IP[46] \S+$/.test(lines[1] ?? '')) return 'it does not begin as SDP';
  return lines;
};

const connectionKey = (head: Section, media: readonly Section[]): string => {
  const origin = (head.lines.find((line) => line.startsWith('o=')) ?? '').split(' ')[1] ?? '';
  const fingerprint =
    attribute(head, 'fingerprint') ?? media.map((section) => attribute(section, 'fingerprint')).find(Boolean);
  return `${origin} ${fingerprint ?? ''}`;
};

/** Checks and cleans an offer or answer of a browser. Refusals carry a reason for developers, never the SDP itself. */
export const filterSdp = (sdp: string): SdpVerdict => {
  const lines = splitLines(sdp);
  if (typeof lines === 'string') return refuse(lines);
  const { head, media } = splitSections(lines);
  if (media.length === 0) return refuse('it has no media');
  if (media.length > maxMedia) return refuse('it has too many media lines');
  const described: SdpMedia[] = [];
  const cleaned: Section[] = [];
  for (const section of media) {
    const entry = describeMedia(section);
    if (typeof entry === 'string') return refuse(entry);
    if (described.some((other) => other.mid === entry.mid)) return refuse('two media lines have the same mid');
    const clean = stripRtx(section);
    if (clean === null) return refuse('a media line has no codec left');
    described.push(entry);
    cleaned.push(clean);
  }
  const text = [head, ...cleaned].flatMap((section) => section.lines).join('\r\n');
  return { ok: true, value: { sdp: `${text}\r\n`, media: described, connectionKey: connectionKey(head, media) } };
};

/**
 * Gives an engine's offer the session number of the connection it belongs to. Janus makes up a new number for every offer;
 * with this one a browser can tell renegotiation and ICE restart (same connection) from a rebuilt connection.
 */
export const nameConnection = (sdp: string, connectionId: number): string =>
  sdp.replace(/^o=(\S+) \d+ /m, (_line, name: string) => `o=${name} ${connectionId} `);
