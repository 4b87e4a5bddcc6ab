/** Two soft tones every two seconds until stopped. Browsers keep it silent before the first press on the page. */
export function startRinging(): () => void {
  if (typeof AudioContext === 'undefined') return () => undefined;
  const context = new AudioContext();
  const tone = (frequency: number, at: number) => {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.12, at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + 0.55);
  };
  const ring = () => {
    if (context.state !== 'running') return;
    tone(587, context.currentTime);
    tone(784, context.currentTime + 0.22);
  };
  ring();
  const timer = setInterval(ring, 2_000);
  return () => {
    clearInterval(timer);
    // Fails only when it is closed already.
    context.close().catch(() => undefined);
  };
}
