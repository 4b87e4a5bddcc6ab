import { expect, it } from 'vitest';
import { type JanusSettings, protectedFolders, renderJanusConfig, versionWarning } from './janus-config.ts';

const settings: JanusSettings = {
  folder: '/srv/v/media-engine',
  recordingsFolder: '/srv/v/media-tracks',
  engineId: 'engine-1',
  apiSecret: 'api-secret',
  adminSecret: 'admin-secret',
  adminKey: 'admin-key',
  rtpPorts: { min: 20_000, max: 20_999 },
  publicIp: null,
  bindTo: [],
  eventLoops: 2,
  reclaimSeconds: 60,
};

it('renders an engine that listens on its own sockets only', () => {
  const files = renderJanusConfig(settings);
  expect(Object.keys(files).sort()).toEqual([
    'janus.jcfg',
    'janus.plugin.videoroom.jcfg',
    'janus.transport.websockets.jcfg',
  ]);
  expect(files['janus.transport.websockets.jcfg']).toContain('ws_unix = "/srv/v/media-engine/api.sock"');
  expect(files['janus.transport.websockets.jcfg']).not.toMatch(/port/);
  expect(files['janus.jcfg']).toContain('rtp_port_range = "20000-20999"');
  expect(files['janus.jcfg']).toContain('recordings_tmp_ext = "part"');
  expect(files['janus.jcfg']).not.toMatch(/nat_1_1_mapping|ice_enforce_list/);
});

it('renders the public address and the interfaces when they are given', () => {
  const main = renderJanusConfig({ ...settings, publicIp: '203.0.113.7', bindTo: ['eth0', '192.0.2.1'] })['janus.jcfg'];
  expect(main).toContain('nat_1_1_mapping = "203.0.113.7"');
  expect(main).toContain('ice_enforce_list = "eth0,192.0.2.1"');
});

it('refuses values that would break out of their quotes', () => {
  for (const publicIp of ['1"\nwss = true', 'a\\b', 'a\nb'])
    expect(() => renderJanusConfig({ ...settings, publicIp })).toThrow();
});

it('protects the folders of the system, but not the one it records into', () => {
  expect(protectedFolders('/srv/v')).toContain('/var');
  expect(protectedFolders('/var/lib/v')).not.toContain('/var');
  expect(protectedFolders('/variable')).toContain('/var');
});

it('warns of versions before the security fixes', () => {
  expect(versionWarning(1102, '1.1.2')).toContain('1.1.2');
  expect(versionWarning(1401, '1.4.1')).toBeNull();
});
