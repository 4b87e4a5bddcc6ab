import type { FileInfo } from '@visavis/protocol';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../shared/i18n/index.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit, type Visit } from '../../shared/visit/index.ts';
import { sizeText } from './bubbles.ts';

/** Object URLs by file id, for the life of the page: the same picture is fetched once. */
const loaded = new Map<string, Promise<string>>();

function urlOf(visit: Visit, file: FileInfo): Promise<string> {
  const known = loaded.get(file.id);
  if (known !== undefined) return known;
  const url = visit.ports.api.loadFile(visit.token(), file.id).then((blob) => URL.createObjectURL(blob));
  loaded.set(file.id, url);
  url.catch(() => loaded.delete(file.id));
  return url;
}

/** Names are the other side's words: they go into `download`, never into a path of ours. */
async function save(visit: Visit, file: FileInfo): Promise<void> {
  const link = document.createElement('a');
  link.href = await urlOf(visit, file);
  link.download = file.name;
  link.click();
}

function Picture({ file }: { file: FileInfo }) {
  const { visit } = useVisit();
  const [url, setUrl] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let here = true;
    urlOf(visit, file).then(
      (found) => here && setUrl(found),
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, [visit, file]);
  const ratio = file.width !== null && file.height !== null ? `${file.width} / ${file.height}` : '4 / 3';
  if (failed) return <p class="picture-gone">{t('chat.picture.failed')}</p>;
  return (
    <button
      class="picture"
      type="button"
      aria-label={t('chat.open', { name: file.name })}
      onClick={() => void save(visit, file)}
    >
      {url === null ? (
        <span class="bone" style={{ aspectRatio: ratio }} role="img" aria-label={t('chat.picture.loading')} />
      ) : (
        <img src={url} alt={t('chat.picture', { name: file.name })} style={{ aspectRatio: ratio }} />
      )}
    </button>
  );
}

export function FileBubble({ file }: { file: FileInfo }) {
  const { visit } = useVisit();
  if (file.contentType.startsWith('image/')) return <Picture file={file} />;
  return (
    <button class="att" type="button" onClick={() => void save(visit, file)}>
      <Icon name="doc" size="l" />
      <span>
        <b>{file.name}</b>
        <small class="num">{sizeText(file.sizeBytes)}</small>
      </span>
    </button>
  );
}
