/** WCAG relative luminance of a colour like #0b6b57. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast of white text on the colour, 1 to 21; null when it is not a colour like #0b6b57. */
export function contrastWithWhite(hex: string): number | null {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return null;
  return 1.05 / (luminance(hex) + 0.05);
}
