/** The ffmpeg call that puts both pictures side by side (visitor left) under both voices. Pure. */

export interface MixTrack {
  readonly path: string;
  readonly kind: 'audio' | 'video';
  readonly side: 'visitor' | 'agent';
  readonly offsetMs: number;
}

export interface Mix {
  readonly tracks: readonly MixTrack[];
  readonly totalMs: number;
}

/** Taller than wide: two of them fill a 16:9 screen, and a phone held upright fills one. Nothing is cut off: this is a record. */
const pane = { width: 480, height: 540, fps: 25 } as const;
const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const background = (label: string, totalMs: number): string =>
  `color=c=0x14181c:s=${pane.width}x${pane.height}:r=${pane.fps}:d=${seconds(totalMs)}[${label}]`;

/** Scale comes first: browsers change the size of their picture while they send. */
const picture = (input: number, offsetMs: number, label: string): string =>
  `[${input}:v]scale=${pane.width}:${pane.height}:force_original_aspect_ratio=decrease,setsar=1,` +
  `setpts=PTS-STARTPTS+${seconds(offsetMs)}/TB,fps=${pane.fps}[${label}]`;

const paneOf = (mix: Mix, side: 'visitor' | 'agent'): { readonly filters: string[]; readonly label: string } => {
  const own = mix.tracks
    .map((track, input) => ({ track, input }))
    .filter(({ track }) => track.kind === 'video' && track.side === side);
  const filters = [background(`${side}0`, mix.totalMs)];
  own.forEach(({ track, input }, place) => {
    filters.push(picture(input, track.offsetMs, `${side}v${place}`));
    filters.push(`[${side}${place}][${side}v${place}]overlay=(W-w)/2:(H-h)/2:eof_action=pass[${side}${place + 1}]`);
  });
  return { filters, label: `[${side}${own.length}]` };
};

const voices = (mix: Mix): string[] => {
  const own = mix.tracks.map((track, input) => ({ track, input })).filter(({ track }) => track.kind === 'audio');
  if (own.length === 0) return [];
  const each = own.map(
    ({ track, input }, place) =>
      `[${input}:a]asetpts=PTS-STARTPTS,aresample=48000:async=1000:first_pts=0,adelay=${Math.round(track.offsetMs)}:all=1[a${place}]`,
  );
  const inputs = own.map((_, place) => `[a${place}]`).join('');
  return [...each, `${inputs}amix=inputs=${own.length}:duration=longest:normalize=0,alimiter=limit=0.95[sound]`];
};

/** Arguments for ffmpeg; progress comes on stdout. */
export const mixArguments = (mix: Mix, output: string): string[] => {
  const hasVideo = mix.tracks.some(({ kind }) => kind === 'video');
  const hasAudio = mix.tracks.some(({ kind }) => kind === 'audio');
  const panes = hasVideo ? [paneOf(mix, 'visitor'), paneOf(mix, 'agent')] : [];
  const filters = [
    ...panes.flatMap((own) => own.filters),
    ...(hasVideo ? [`${panes.map(({ label }) => label).join('')}hstack[picture]`] : []),
    ...voices(mix),
  ];
  return [
    '-nostdin',
    '-hide_banner',
    '-loglevel',
    'error',
    '-progress',
    'pipe:1',
    '-y',
    // Without it ffmpeg rebuilds all filters when a picture changes its size, and silently loses the rest.
    ...mix.tracks.flatMap(({ path }) => ['-protocol_whitelist', 'file', '-reinit_filter', '0', '-i', path]),
    '-filter_complex',
    filters.join(';'),
    ...(hasVideo
      ? ['-map', '[picture]', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '28', '-pix_fmt', 'yuv420p', '-g', '50']
      : []),
    ...(hasAudio ? ['-map', '[sound]', '-c:a', 'aac', '-b:a', '96k', '-ac', '2'] : []),
    '-t',
    seconds(mix.totalMs),
    '-movflags',
    '+faststart',
    '-f',
    'mp4',
    output,
  ];
};

/** Share done, 0..1, from one block of ffmpeg's progress lines; null when it says nothing about time. */
export const parseProgress = (lines: string, totalMs: number): number | null => {
  const found = [...lines.matchAll(/^out_time_us=(\d+)$/gm)].at(-1)?.[1];
  return found === undefined ? null : Math.min(1, Number(found) / 1000 / Math.max(totalMs, 1));
};
