/** Loudness of a microphone, 0 to 1, about ten times a second. Returns the end of measuring, which frees the audio graph. */
export const meterLevel = (track: MediaStreamTrack, listener: (level: number) => void, everyMs = 100): (() => void) => {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    listener(loudness(samples));
  }, everyMs);
  return () => {
    clearInterval(timer);
    source.disconnect();
    // Fails only when it is closed already.
    context.close().catch(() => undefined);
  };
};

/** Root mean square on a scale on which ordinary speech fills half. Pure. */
export const loudness = (samples: ArrayLike<number>): number => {
  let sum = 0;
  for (let index = 0; index < samples.length; index++) sum += (samples[index] ?? 0) ** 2;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return rms === 0 ? 0 : Math.min(1, Math.max(0, 1 + Math.log10(rms) / 2.5));
};
