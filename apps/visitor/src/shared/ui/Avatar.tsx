/** Two letters of a Western name, the last two signs of a Chinese one. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? '';
  if (/\p{Script=Han}/u.test(first)) return [...first].slice(-2).join('');
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return `${[...first][0] ?? ''}${[...last][0] ?? ''}`.toUpperCase();
}

export function Avatar({ name, size = 'm' }: { name: string; size?: 'm' | 'xl' }) {
  return (
    <span class={`face face-${size}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
