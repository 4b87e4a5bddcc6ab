/** What becomes of an accepted upload. Pictures are made anew; all else is only ever handed out as a download. */
export type FileKind =
  | {
      readonly kind: 'picture';
      readonly extension: string;
      readonly contentType: string;
      readonly format: PictureFormat;
    }
  | { readonly kind: 'download'; readonly extension: string; readonly contentType: string };
export type PictureFormat = 'jpeg' | 'png' | 'webp';

const picture = (format: PictureFormat): FileKind => ({
  kind: 'picture',
  format,
  extension: format === 'jpeg' ? 'jpg' : format,
  contentType: `image/${format}`,
});
// What browsers cannot all show, and what moves, becomes a format that every browser shows.
const pictures: Readonly<Record<string, FileKind>> = {
  'image/jpeg': picture('jpeg'),
  'image/png': picture('png'),
  'image/apng': picture('png'),
  'image/webp': picture('webp'),
  'image/gif': picture('png'),
  'image/avif': picture('webp'),
  'image/heic': picture('jpeg'),
  'image/heif': picture('jpeg'),
};
const pictureExtensions = ['jpg', 'jpeg', 'jfif', 'png', 'apng', 'webp', 'gif', 'avif', 'heic', 'heif'];

const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';
/** Content type by content -> extensions it may bear; the first is given to files without one. */
const downloads: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  // Some writers order the parts of an office file so that only the zip around it is recognised.
  'application/zip': ['zip', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp'],
  [`${office}.wordprocessingml.document`]: ['docx'],
  [`${office}.spreadsheetml.sheet`]: ['xlsx'],
  [`${office}.presentationml.presentation`]: ['pptx'],
  [`${openDocument}.text`]: ['odt'],
  [`${openDocument}.spreadsheet`]: ['ods'],
  [`${openDocument}.presentation`]: ['odp'],
  // The container of the older office files; without a fitting extension it could be an installer.
  'application/x-cfb': ['doc', 'xls', 'ppt', 'wps', 'et'],
  'application/rtf': ['rtf'],
  'audio/mpeg': ['mp3'],
  'audio/mp4': ['m4a', 'mp4'],
  'audio/x-m4a': ['m4a'],
  'audio/aac': ['aac'],
  'audio/wav': ['wav'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/ogg; codecs=opus': ['opus', 'ogg', 'oga'],
  'audio/flac': ['flac'],
  'audio/amr': ['amr'],
  'video/mp4': ['mp4', 'm4v', 'mov'],
  'video/x-m4v': ['m4v', 'mp4'],
  'video/quicktime': ['mov', 'mp4', 'qt'],
  'video/webm': ['webm'],
  'video/matroska': ['mkv', 'webm'],
  'video/3gpp': ['3gp', 'mp4'],
  'video/3gpp2': ['3g2', '3gp'],
  'video/ogg': ['ogv', 'ogg'],
  'video/vnd.avi': ['avi'],
};
const needExtension = new Set(['application/x-cfb']);

const texts: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/plain',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
};

/**
 * Decides by content, and refuses what its name contradicts.
 * `detected`: content type found in the bytes, null when none was; `extension`: of the name, lower case, '' without one.
 * Null: refused. A text is only a candidate: its bytes must still be read as text.
 */
export const decideKind = (detected: string | null, extension: string): FileKind | 'text' | null => {
  if (detected === null) return Object.hasOwn(texts, extension) ? 'text' : null;
  const asPicture = pictures[detected];
  if (asPicture) return extension === '' || pictureExtensions.includes(extension) ? asPicture : null;
  const extensions = downloads[detected];
  if (!extensions) return null;
  if (extension === '' ? needExtension.has(detected) : !extensions.includes(extension)) return null;
  return { kind: 'download', extension: extension || (extensions[0] as string), contentType: detected };
};

export const textKind = (extension: string): FileKind => ({
  kind: 'download',
  extension,
  contentType: texts[extension] ?? 'text/plain',
});

const MARKUP = /^\s*<(?:!doctype|\?xml|html|head|body|svg|script|iframe|math)\b/i;

/** Reads bytes piece by piece; false as soon as they cannot be plain text in UTF-8. Markup is no plain text. */
export const createTextCheck = () => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let head = '';
  const decode = (bytes: Uint8Array | undefined): boolean => {
    try {
      const text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
      if (text.includes('\0')) return false;
      if (head.length < 1_000) head += text.slice(0, 1_000);
      return !MARKUP.test(head);
    } catch {
      // The decoder's only way to say "not UTF-8".
      return false;
    }
  };
  return { add: (bytes: Uint8Array): boolean => decode(bytes), end: (): boolean => decode(undefined) };
};
