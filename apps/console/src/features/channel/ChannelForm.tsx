import { Checkbox, ColorInput, Radio, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import {
  type Channel,
  CreateChannel,
  channelRoutes,
  type LocalText,
  type Medium,
  type RecordingPolicy,
  type SkillGroup,
  UpdateChannel,
} from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { type DrawerWays, FormFoot, useEntityForm } from '../../shared/admin/index.ts';
import { useApi } from '../../shared/ports.ts';
import { ChannelEmbed } from './ChannelEmbed.tsx';
import { contrastWithWhite } from './contrast.ts';

interface Values {
  name: string;
  key: string;
  brand: LocalText;
  greeting: LocalText;
  themeColor: string;
  media: Medium[];
  groupId: string;
  recording: RecordingPolicy;
  allowedOrigins: string;
  enabled: boolean;
}

function valuesOf(channel: Channel | null, groups: readonly SkillGroup[]): Values {
  return {
    name: channel?.name ?? '',
    key: channel?.key ?? '',
    brand: channel?.brand ?? { en: '', zh: '' },
    greeting: channel?.greeting ?? { en: 'How can we help you?', zh: '请问有什么可以帮您？' },
    themeColor: channel?.themeColor ?? '#0b6b57',
    media: channel?.media ?? ['text', 'voice', 'video'],
    groupId: channel?.groupId ?? groups[0]?.id ?? '',
    recording: channel?.recording ?? 'ask',
    allowedOrigins: channel?.allowedOrigins.join('\n') ?? '',
    enabled: channel?.enabled ?? true,
  };
}

const bodyOf = (channel: Channel | null) => (values: Values) => ({
  ...(channel ? { version: channel.version } : {}),
  ...values,
  allowedOrigins: values.allowedOrigins
    .split(/\s+/)
    .map((origin) => origin.replace(/\/$/, ''))
    .filter((origin) => origin !== ''),
});

interface ChannelFormProps {
  readonly channel: Channel | null;
  readonly groups: readonly SkillGroup[];
  readonly ways: DrawerWays;
  readonly onSaved: () => void;
}

export function ChannelForm({ channel, groups, ways, onSaved }: ChannelFormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const reload = () => queryClient.invalidateQueries({ queryKey: ['channels'] });
  const { form, submit, saving, problem } = useEntityForm({
    ways,
    initialValues: valuesOf(channel, groups),
    schema: channel ? UpdateChannel : CreateChannel,
    needed: () => ['brand.en', 'brand.zh'],
    toBody: bodyOf(channel),
    save: (body) =>
      channel
        ? api(channelRoutes.updateChannel, { params: { channelId: channel.id }, body })
        : api(channelRoutes.createChannel, { body }),
    labels: {
      name: t('channels.name'),
      key: t('channels.key'),
      'brand.en': t('channels.brandIn', { language: t('admin.english') }),
      'brand.zh': t('channels.brandIn', { language: t('admin.chinese') }),
      'greeting.en': t('channels.greetingIn', { language: t('admin.english') }),
      'greeting.zh': t('channels.greetingIn', { language: t('admin.chinese') }),
      themeColor: t('channels.color'),
      media: t('channels.media'),
      groupId: t('channels.group'),
      recording: t('channels.recording'),
      allowedOrigins: t('channels.origins'),
    },
    fieldCodes: { channel_key_taken: 'key', skill_group_not_found: 'groupId' },
    onSaved: () => {
      void reload();
      onSaved();
    },
  });
  const loadAgain = () => void reload().then(onSaved);
  return (
    <form
      className="form-grid"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        label={t('channels.name')}
        description={t('channels.nameHint')}
        data-autofocus
        maxLength={80}
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('channels.key')}
        description={t('channels.keyHint')}
        leftSection={<span className="small mut">/c/</span>}
        maxLength={40}
        {...form.getInputProps('key')}
      />
      <div className="form-sec">
        <h3>{t('channels.brand')}</h3>
        <div className="form-two">
          <TextInput label={t('admin.english')} {...form.getInputProps('brand.en')} />
          <TextInput label={t('admin.chinese')} lang="zh" {...form.getInputProps('brand.zh')} />
        </div>
      </div>
      <div className="form-sec">
        <h3>{t('channels.greeting')}</h3>
        <div className="form-two">
          <Textarea label={t('admin.english')} rows={2} maxLength={500} {...form.getInputProps('greeting.en')} />
          <Textarea
            label={t('admin.chinese')}
            lang="zh"
            rows={2}
            maxLength={500}
            {...form.getInputProps('greeting.zh')}
          />
        </div>
      </div>
      <div className="form-sec">
        <ColorInput
          label={t('channels.color')}
          format="hex"
          popoverProps={{ withinPortal: true }}
          eyeDropperButtonProps={{ 'aria-label': t('channels.colorPick') }}
          {...form.getInputProps('themeColor')}
        />
        <Contrast color={form.values.themeColor} />
      </div>
      <div className="form-sec">
        <Checkbox.Group label={t('channels.media')} {...form.getInputProps('media')}>
          <div className="flex" style={{ gap: 20, marginTop: 6 }}>
            {(['text', 'voice', 'video'] as const).map((medium) => (
              <Checkbox key={medium} value={medium} label={t(`medium.${medium}`)} />
            ))}
          </div>
        </Checkbox.Group>
        <Select
          label={t('channels.group')}
          data={groups.map((group) => ({ value: group.id, label: group.name }))}
          allowDeselect={false}
          {...form.getInputProps('groupId')}
        />
        <Radio.Group label={t('channels.recording')} {...form.getInputProps('recording')}>
          <div style={{ display: 'grid', gap: 8, marginTop: 6 }}>
            <Radio value="ask" label={t('channels.recordingAsk')} />
            <Radio value="off" label={t('channels.recordingOff')} />
          </div>
        </Radio.Group>
      </div>
      <div className="form-sec">
        <Textarea
          label={t('channels.origins')}
          description={t('channels.originsHint')}
          rows={3}
          spellCheck={false}
          {...form.getInputProps('allowedOrigins')}
        />
        <Switch label={t('channels.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
      </div>
      {form.values.key !== '' && <ChannelEmbed channelKey={form.values.key} saved={channel !== null} />}
      <FormFoot
        problem={problem}
        saving={saving}
        isNew={channel === null}
        onCancel={ways.close}
        onLoadAgain={loadAgain}
      />
    </form>
  );
}

const enough = 4.5;

/** Visitors' buttons carry white text on the theme colour. */
function Contrast({ color }: { color: string }) {
  const { t } = useTranslation();
  const ratio = contrastWithWhite(color);
  if (ratio === null) return null;
  const good = ratio >= enough;
  const shown = ratio.toFixed(1);
  return (
    <p className={`contrast ${good ? 'mid' : 'amber'}`} role="status">
      <span className="try" style={{ background: color, color: '#fff' }} aria-hidden="true">
        {good && t('channels.contrastTry')}
      </span>
      {t(good ? 'channels.contrastGood' : 'channels.contrastBad', { ratio: shown })}
    </p>
  );
}
