import sharp from 'sharp';
import { DomainError } from '../../lib/domain-error.ts';
import type { PictureFormat } from './file-kinds.ts';

/** Longest edge of a stored picture, in pixels. */
const maxEdge = 4_096;
/** Pictures with more pixels are refused before they are decoded: a small file can unfold into gigabytes. */
const maxPixels = 64_000_000;
const maxAtOnce = 2;
const patienceSeconds = 20;

export interface MadePicture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Draws the picture anew: upright, at most 4096 pixels wide or high, first frame only, without any metadata. Throws file_broken. */
export const createPictures = () => {
  // Files come and go under their paths; a cache of open files would keep removed ones alive.
  sharp.cache(false);
  const waiting: (() => void)[] = [];
  let running = 0;
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };

  const make = async (path: string, format: PictureFormat): Promise<MadePicture> => {
    const pipeline = sharp(path, { limitInputPixels: maxPixels, failOn: 'error', pages: 1 })
      .timeout({ seconds: patienceSeconds })
      .autoOrient()
      .resize({ width: maxEdge, height: maxEdge, fit: 'inside', withoutEnlargement: true });
    const encoded = {
      jpeg: () => pipeline.flatten({ background: '#ffffff' }).jpeg({ quality: 86 }),
      png: () => pipeline.png({ compressionLevel: 7 }),
      webp: () => pipeline.webp({ quality: 86 }),
    }[format]();
    try {
      const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
      return { data, width: info.width, height: info.height };
    } catch (error) {
      throw new DomainError('file_broken', undefined, { cause: error });
    }
  };
  return { make: (path: string, format: PictureFormat): Promise<MadePicture> => inTurn(() => make(path, format)) };
};
export type Pictures = ReturnType<typeof createPictures>;
