import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterSdp, maxSdpBytes, nameConnection } from './sdp-filter.ts';

const head = ['v=0', 'o=- 4611731400430051336 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1'];
const fingerprint = 'a=fingerprint:sha-256 AA:BB';
const audio = [
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 0',
  'c=IN IP4 0.0.0.0',
  fingerprint,
  'a=mid:0',
  'a=sendonly',
  'a=rtpmap:111 opus/48000/2',
];
const video = [
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103',
  'c=IN IP4 0.0.0.0',
  fingerprint,
  'a=mid:1',
  'a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  'a=sendonly',
  'a=rtpmap:96 VP8/90000',
  'a=rtcp-fb:96 nack pli',
  'a=rtpmap:97 rtx/90000',
  'a=fmtp:97 apt=96',
  'a=rtpmap:102 H264/90000',
  'a=rtpmap:103 rtx/90000',
  'a=fmtp:103 apt=102',
  'a=ssrc-group:FID 1111 2222',
  'a=ssrc:1111 cname:x',
  'a=ssrc:2222 cname:x',
];
const sdpOf = (...lines: readonly string[]): string => `${lines.join('\r\n')}\r\n`;
const offer = sdpOf(...head, ...audio, ...video);

const reasonOf = (sdp: string): string => {
  const verdict = filterSdp(sdp);
  return verdict.ok ? 'accepted' : verdict.reason;
};

describe('the SDP filter', () => {
  it('takes RTX out with everything that speaks of it and leaves the rest', () => {
    const verdict = filterSdp(offer);
    if (!verdict.ok) throw new Error(verdict.reason);
    const { sdp, media } = verdict.value;
    expect(sdp).toContain('m=video 9 UDP/TLS/RTP/SAVPF 96 102\r\n');
    expect(sdp).not.toMatch(/rtx|apt=|:97|:103|FID|2222|repaired/);
    expect(sdp).toContain('a=ssrc:1111 cname:x\r\n');
    expect(sdp).toContain('a=rtcp-fb:96 nack pli\r\n');
    expect(media).toEqual([
      { mid: '0', kind: 'audio', direction: 'sendonly' },
      { mid: '1', kind: 'video', direction: 'sendonly' },
    ]);
  });

  it('names the connection by the browser and its certificate, whatever is renegotiated', () => {
    const keyOf = (sdp: string): string => {
      const verdict = filterSdp(sdp);
      return verdict.ok ? verdict.value.connectionKey : verdict.reason;
    };
    expect(keyOf(sdpOf(...head, ...audio))).toBe(keyOf(offer.replace(' 2 IN', ' 3 IN')));
    expect(keyOf(offer)).not.toBe(keyOf(offer.replaceAll('AA:BB', 'AA:CC')));
    expect(keyOf(offer)).not.toBe(keyOf(offer.replace('4611731400430051336', '1')));
  });

  it.each([
    ['nothing', '', 'it does not begin as SDP'],
    ['words', 'hello', 'a line is malformed'],
    ['no head', sdpOf(...audio), 'it does not begin as SDP'],
    ['no media', sdpOf(...head), 'it has no media'],
    [
      'a data channel',
      sdpOf(...head, 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=mid:0'),
      'a media line is malformed',
    ],
    [
      'a data channel dressed as numbers',
      sdpOf(...head, 'm=application 9 UDP/TLS/RTP/SAVPF 1', 'a=mid:0'),
      'only audio and video are accepted',
    ],
    ['unencrypted media', sdpOf(...head, 'm=audio 9 RTP/AVP 0', 'a=mid:0'), 'only encrypted media is accepted'],
    ['no mid', sdpOf(...head, 'm=audio 9 UDP/TLS/RTP/SAVPF 0'), 'a media line has no usable mid'],
    ['a strange mid', sdpOf(...head, 'm=audio 9 UDP/TLS/RTP/SAVPF 0', 'a=mid:../x'), 'a media line has no usable mid'],
    ['one mid twice', sdpOf(...head, ...audio, ...audio), 'two media lines have the same mid'],
    [
      'only RTX',
      sdpOf(...head, 'm=video 9 UDP/TLS/RTP/SAVPF 97', 'a=mid:0', 'a=rtpmap:97 rtx/90000'),
      'a media line has no codec left',
    ],
    ['a lone carriage return', sdpOf(...head, 'a=x:1\ra=y:2', ...audio), 'a line is malformed'],
    ['a zero byte', sdpOf(...head, 'a=x:\0', ...audio), 'a line is malformed'],
    ['a long line', sdpOf(...head, `a=x:${'y'.repeat(5000)}`, ...audio), 'a line is too long'],
    ['many lines', sdpOf(...head, ...audio, ...Array.from({ length: 2100 }, () => 'a=x:1')), 'it has too many lines'],
    [
      'many media',
      sdpOf(...head, ...Array.from({ length: 17 }, (_, i) => ['m=audio 9 UDP/TLS/RTP/SAVPF 0', `a=mid:${i}`]).flat()),
      'it has too many media lines',
    ],
    ['too much', `${offer}${'a=x:1\r\n'.repeat(maxSdpBytes / 5)}`, 'it is larger than 64 kB'],
  ])('refuses %s', (_name, sdp, reason) => {
    expect(reasonOf(sdp)).toBe(reason);
  });

  it('never throws, and what it lets through it lets through unchanged a second time', () => {
    const line = fc.oneof(fc.constantFrom(...head, ...audio, ...video, 'm=application 9 x y'), fc.string());
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.boolean(), (lines, withHead) => {
        const verdict = filterSdp(sdpOf(...(withHead ? head : []), ...lines));
        if (!verdict.ok) return;
        expect(verdict.value.sdp).not.toMatch(/rtpmap:\d+ rtx|m=application/i);
        expect(filterSdp(verdict.value.sdp)).toEqual(verdict);
      }),
    );
  });
});

it('gives all offers of one connection the same session number', () => {
  expect(nameConnection(sdpOf(...head), 42)).toContain('o=- 42 2 IN IP4 127.0.0.1\r\n');
});
