let context: AudioContext | undefined;

/** Browsers play sound only after a gesture; the first one anywhere on the page opens the way. */
function audio(): AudioContext | undefined {
  if (typeof AudioContext === 'undefined') return undefined;
  if (!context) {
    if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return undefined;
    context = new AudioContext();
  }
  if (context.state === 'suspended') void context.resume();
  return context;
}

function strike(at: AudioContext, hertz: number, delay: number): void {
  const start = at.currentTime + delay;
  const tone = at.createOscillator();
  const volume = at.createGain();
  tone.type = 'sine';
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.06, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0005, start + 0.7);
  tone.connect(volume).connect(at.destination);
  tone.start(start);
  tone.stop(start + 0.75);
}

/** Two soft notes every two and a half seconds. Returns the way to stop. */
export function startChime(): () => void {
  const ring = () => {
    const at = audio();
    if (!at) return;
    strike(at, 659.3, 0);
    strike(at, 880, 0.18);
  };
  ring();
  const timer = setInterval(ring, 2500);
  return () => clearInterval(timer);
}
