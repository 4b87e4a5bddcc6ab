/** Four soft chords, four seconds each, for ever: made here, so that nothing is downloaded and no rights are owed. */
export const chords: readonly (readonly number[])[] = [
  [261.63, 329.63, 392.0, 493.88],
  [220.0, 261.63, 329.63, 392.0],
  [174.61, 220.0, 261.63, 329.63],
  [196.0, 246.94, 293.66, 392.0],
];
const chordSeconds = 4;
const loudness = 0.035;

/** One note: fades in over a second, out over three, so that the chords melt into each other. */
function playNote(context: AudioContext, out: AudioNode, frequency: number, at: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = 'sine';
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loudness, at + 1);
  gain.gain.linearRampToValueAtTime(0, at + chordSeconds + 1);
  oscillator.connect(gain).connect(out);
  oscillator.start(at);
  oscillator.stop(at + chordSeconds + 1);
}

/** Plays until the returned function is called; then fades away. A browser without sound plays nothing. */
export function startHoldMusic(): () => void {
  if (typeof AudioContext === 'undefined') return () => undefined;
  const context = new AudioContext();
  const out = context.createGain();
  out.connect(context.destination);
  let next = 0;
  const play = (): void => {
    const notes = chords[next % chords.length] ?? [];
    next += 1;
    notes.forEach((frequency, place) => {
      playNote(context, out, frequency, context.currentTime + place * 0.35);
    });
  };
  play();
  const timer = setInterval(play, chordSeconds * 1_000);
  return () => {
    clearInterval(timer);
    out.gain.setTargetAtTime(0, context.currentTime, 0.1);
    setTimeout(() => void context.close(), 500);
  };
}
