/** Two arcs facing each other, an open lens between them. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path stroke="var(--pine)" d="M7.5 3a10.5 10.5 0 0 0 0 14" />
      <path stroke="currentColor" d="M12.5 3a10.5 10.5 0 0 1 0 14" />
    </svg>
  );
}
