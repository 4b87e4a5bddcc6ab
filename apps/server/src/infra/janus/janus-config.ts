/**
 * Pure rendering of the media engine's configuration files. Paths are relative to nothing: every folder is absolute.
 * Which plugins exist is decided by a folder of symbolic links, a whitelist, so a new Debian package cannot add one.
 */

export interface JanusSettings {
  /** Absolute folder of this engine: conf, plugins, sockets, log. */
  readonly folder: string;
  /** Absolute folder into which tracks may be recorded. */
  readonly recordingsFolder: string;
  readonly engineId: string;
  readonly apiSecret: string;
  readonly adminSecret: string;
  readonly adminKey: string;
  readonly rtpPorts: { readonly min: number; readonly max: number };
  /** Address browsers must use when the machine stands behind 1:1 NAT. */
  readonly publicIp: string | null;
  /** Interface names or addresses to offer; empty: all but loopback. */
  readonly bindTo: readonly string[];
  readonly eventLoops: number;
  /** Seconds for which Janus keeps calls while our process is away. */
  readonly reclaimSeconds: number;
}

export const enabledPlugins = ['videoroom'] as const;
export const enabledTransports = ['websockets'] as const;

const systemFolders = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/initrd',
  '/lib',
  '/lib32',
  '/lib64',
  '/proc',
  '/root',
  '/sbin',
  '/sys',
  '/usr',
  '/var',
];

/** Folders into which the engine must never record, except those that hold our own recordings folder. */
export const protectedFolders = (recordingsFolder: string): string[] =>
  systemFolders.filter((folder) => !`${recordingsFolder}/`.startsWith(`${folder}/`));

const quote = (text: string): string => {
  if (/["\\\p{Cc}]/u.test(text)) throw new Error('A media engine setting contains a character that cannot be written');
  return `"${text}"`;
};

export const socketPaths = (folder: string): { api: string; admin: string } => ({
  api: `${folder}/api.sock`,
  admin: `${folder}/admin.sock`,
});

const renderMain = (settings: JanusSettings): string => `general: {
  configs_folder = ${quote(`${settings.folder}/conf`)}
  plugins_folder = ${quote(`${settings.folder}/plugins`)}
  transports_folder = ${quote(`${settings.folder}/transports`)}
  events_folder = ${quote(`${settings.folder}/events`)}
  loggers_folder = ${quote(`${settings.folder}/loggers`)}
  debug_level = 3
  debug_timestamps = true
  debug_colors = false
  api_secret = ${quote(settings.apiSecret)}
  admin_secret = ${quote(settings.adminSecret)}
  server_name = ${quote(settings.engineId)}
  session_timeout = 60
  reclaim_session_timeout = ${settings.reclaimSeconds}
  candidates_timeout = 45
  recordings_tmp_ext = "part"
  hide_dependencies = true
  event_loops = ${settings.eventLoops}
  protected_folders = [ ${protectedFolders(settings.recordingsFolder).map(quote).join(', ')} ]
}
certificates: { }
media: {
  rtp_port_range = "${settings.rtpPorts.min}-${settings.rtpPorts.max}"
  no_media_timer = 2
  slowlink_threshold = 4
  min_nack_queue = 500
}
nat: {
  nice_debug = false
  full_trickle = false
  ice_lite = false
  ice_tcp = false
  ignore_mdns = true
${settings.bindTo.length > 0 ? `  ice_enforce_list = ${quote(settings.bindTo.join(','))}\n` : ''}${settings.publicIp === null ? '' : `  nat_1_1_mapping = ${quote(settings.publicIp)}\n`}}
plugins: { }
transports: { }
events: { }
`;

const renderWebSockets = (settings: JanusSettings): string => `general: {
  json = "compact"
  ws = true
  ws_unix = ${quote(socketPaths(settings.folder).api)}
  wss = false
  pingpong_trigger = 30
  pingpong_timeout = 10
}
admin: {
  admin_ws = true
  admin_ws_unix = ${quote(socketPaths(settings.folder).admin)}
}
`;

const renderVideoRoom = (settings: JanusSettings): string => `general: {
  admin_key = ${quote(settings.adminKey)}
  lock_rtp_forward = true
  string_ids = true
}
`;

/** File name in the conf folder -> content. */
export const renderJanusConfig = (settings: JanusSettings): Record<string, string> => ({
  'janus.jcfg': renderMain(settings),
  'janus.transport.websockets.jcfg': renderWebSockets(settings),
  'janus.plugin.videoroom.jcfg': renderVideoRoom(settings),
});

/** Plain words about a version that lacks upstream's security fixes, or null. `version` is Janus' number, 1102 for 1.1.2. */
export const versionWarning = (version: number, versionText: string): string | null =>
  version >= 1401
    ? null
    : `Janus ${versionText} lacks security fixes of 1.4.1; Visavis filters what is known to be dangerous, a newer Janus is better.`;
