/** Two short falling tones, unlike the ringing of an offer. */
export function playAlarm(): void {
  const context = new AudioContext();
  [660, 440].forEach((frequency, index) => {
    const at = context.currentTime + index * 0.22;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.2);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.21);
  });
  setTimeout(() => void context.close(), 1_000);
}
