import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy, IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** The script tag for a page, and the channel's own page for phones. */
export function ChannelEmbed({ channelKey, saved }: { channelKey: string; saved: boolean }) {
  const { t } = useTranslation();
  const { origin } = window.location;
  const snippet = `<script src="${origin}/widget.js" data-channel="${channelKey}" async></script>`;
  const page = `${origin}/c/${channelKey}`;
  return (
    <div className="form-sec">
      <h3>{t('channels.embed')}</h3>
      <p className="small mut">{t('channels.embedHint')}</p>
      <code className="snippet">{snippet}</code>
      <Copy text={snippet} />
      <h3>{t('channels.page')}</h3>
      <code className="snippet">{page}</code>
      <span className="flex">
        <Copy text={page} />
        {saved && (
          <a className="link" href={page} target="_blank" rel="noreferrer">
            <IconExternalLink className="icon s" aria-hidden />
            {t('channels.openPage')}
          </a>
        )}
      </span>
    </div>
  );
}

function Copy({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          style={{ justifySelf: 'start' }}
          leftSection={
            copied ? <IconCheck className="icon s" aria-hidden /> : <IconCopy className="icon s" aria-hidden />
          }
          onClick={copy}
        >
          <span aria-live="polite">{t(copied ? 'admin.copied' : 'admin.copy')}</span>
        </Button>
      )}
    </CopyButton>
  );
}
