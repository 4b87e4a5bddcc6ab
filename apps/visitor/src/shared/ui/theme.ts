/** The channel's colour, made readable: dark enough on light paper, light enough on dark. Pure. */
type Rgb = readonly [number, number, number];

const parse = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
const write = (color: Rgb): string =>
  `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
const mix = (a: Rgb, b: Rgb, part: number): Rgb =>
  a.map((value, index) => value + ((b[index] ?? 0) - value) * part) as unknown as Rgb;

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(parse(a)), luminance(parse(b))].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Moves `color` towards `pole` until it stands out from everything in `against` by at least `ratio`. */
function readable(color: string, pole: string, against: readonly string[], ratio: number): string {
  for (let part = 0; part < 1; part += 0.04) {
    const candidate = write(mix(parse(color), parse(pole), part));
    if (against.every((ground) => contrast(candidate, ground) >= ratio)) return candidate;
  }
  return pole;
}

export interface Accent {
  readonly accent: string;
  readonly ink: string;
  readonly soft: string;
  readonly strong: string;
}

export function accentFor(color: string, scheme: 'light' | 'dark'): Accent {
  const dark = scheme === 'dark';
  const paper = dark ? '#0e1312' : '#faf9f6';
  const panel = dark ? '#151c1a' : '#ffffff';
  const softOf = (accent: string) => write(mix(parse(panel), parse(accent), dark ? 0.18 : 0.11));
  const pole = dark ? '#ffffff' : '#000000';
  const onPaper = readable(color, pole, [paper, panel], 4.6);
  const soft = softOf(onPaper);
  // Words in the accent also stand on its soft shade.
  const accent = readable(onPaper, pole, [paper, panel, soft], 4.6);
  return {
    accent,
    ink:
      contrast('#ffffff', accent) >= 4.5
        ? '#ffffff'
        : readable(write(mix(parse(accent), [0, 0, 0], 0.84)), '#000000', [accent], 4.6),
    soft,
    strong: write(mix(parse(accent), dark ? [255, 255, 255] : [0, 0, 0], 0.28)),
  };
}

const house = '#0b6b57';

/** Paints the page in the channel's colour; our own colour keeps the hand-picked tokens. */
export function paintTheme(color: string, root: HTMLElement, dark: MediaQueryList): void {
  if (color.toLowerCase() === house) return;
  const apply = () => {
    const { accent, ink, soft, strong } = accentFor(color, dark.matches ? 'dark' : 'light');
    root.style.setProperty('--pine', accent);
    root.style.setProperty('--pine-ink', ink);
    root.style.setProperty('--pine-soft', soft);
    root.style.setProperty('--pine-strong', strong);
  };
  apply();
  dark.addEventListener('change', apply);
}
