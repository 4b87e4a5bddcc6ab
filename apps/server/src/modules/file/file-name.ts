const MAX = 120;
// Control characters, marks that turn the direction of writing (and hide an extension), and what file systems refuse.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;
const RESERVED = /[<>:"|?*]/g;

/** Lower-case extension without the dot; '' when there is none. */
export const extensionOf = (name: string): string => /[^.]\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** The last part of whatever a browser sent as a name, fit for display and download; 'file' when nothing is left. */
export const cleanFileName = (raw: string): string => {
  const last = raw.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(UNWANTED, '')
    .replace(RESERVED, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const letters = [...clean];
  if (letters.length <= MAX) return clean || 'file';
  const extension = extensionOf(clean);
  const tail = extension ? `.${extension}` : '';
  return [...letters.slice(0, MAX - tail.length), tail].join('');
};

/** The same name with another extension, when it has another. */
export const withExtension = (name: string, extension: string, same: readonly string[] = []): string => {
  const has = extensionOf(name);
  if (has === extension || same.includes(has)) return name;
  return `${has ? name.slice(0, -has.length - 1) : name}.${extension}`;
};

/** Content-Disposition with the name in both spellings (RFC 6266, RFC 5987). */
export const contentDisposition = (type: 'inline' | 'attachment', name: string): string => {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${type}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};
