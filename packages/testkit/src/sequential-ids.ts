/** Valid UUIDv7 strings that count up: 00000000-0000-7000-8000-000000000001, ... `prefix` (0..65535) keeps kinds apart. */
export function sequentialIds(prefix = 0): () => string {
  let next = 0;
  const group = prefix.toString(16).padStart(4, '0');
  return () => {
    next += 1;
    return `00000000-${group}-7000-8000-${next.toString(16).padStart(12, '0')}`;
  };
}
