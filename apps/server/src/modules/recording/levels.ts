export const levelSteps = 600;
const sampleRate = 8_000;
const bytesPerSample = 2;

/** What ffmpeg must deliver: one channel of signed 16-bit little-endian samples. */
export const levelSamples = {
  rate: sampleRate,
  arguments: ['-ac', '1', '-ar', String(sampleRate), '-f', 's16le'],
} as const;

/** Loudest sample, 0..1, in equal steps over the whole recording. Chunks may split a sample. */
export const createLevelMeter = (offsetMs: number, totalMs: number) => {
  const peaks = new Float64Array(levelSteps);
  const stepMs = Math.max(totalMs, 1) / levelSteps;
  let sample = 0;
  let odd: number | null = null;

  const note = (value: number): void => {
    const step = Math.min(levelSteps - 1, Math.floor((offsetMs + (sample * 1000) / sampleRate) / stepMs));
    peaks[step] = Math.max(peaks[step] ?? 0, Math.abs(value) / 32_768);
    sample += 1;
  };

  return {
    push(chunk: Uint8Array): void {
      let at = 0;
      if (odd !== null && chunk.length > 0) {
        note((((chunk[0] ?? 0) << 24) >> 16) | odd);
        odd = null;
        at = 1;
      }
      const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
      for (; at + bytesPerSample <= chunk.length; at += bytesPerSample) note(view.getInt16(at, true));
      if (at < chunk.length) odd = chunk[at] ?? null;
    },
    levels: (): number[] => [...peaks].map((peak) => Math.round(Math.min(1, peak) * 1000) / 1000),
  };
};
