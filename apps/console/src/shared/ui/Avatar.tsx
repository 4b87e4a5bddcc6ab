import { initialsOf } from '../format.ts';

export function Avatar({ name, me = false, size }: { name: string; me?: boolean; size?: 's' | 'xl' }) {
  return (
    <span className={`av${me ? ' me' : ''}${size ? ` ${size}` : ''}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
