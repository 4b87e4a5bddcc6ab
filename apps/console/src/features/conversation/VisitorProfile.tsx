import { Button, Group, Select, TagsInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Conversation, type VisitorProfile as Profile, visitorRoutes } from '@visavis/protocol';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { attributesOf, attributeTexts } from '../../shared/attributes.ts';
import { useDesk, useDeskState } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useApi } from '../../shared/ports.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { AttributesInput, Dialog, Vip } from '../../shared/ui/index.ts';

/** What is known of the visitor beyond this contact: VIP level, attributes and tags, which rules look at. */
export function VisitorProfile({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const api = useApi();
  const { me } = useDesk();
  const [editing, setEditing] = useState(false);
  const { id } = conversation.visitor;
  const query = useQuery({
    queryKey: ['visitor', id],
    queryFn: async () => (await api(visitorRoutes.getVisitorProfile, { params: { visitorId: id } })).profile,
  });
  const serving = conversation.state !== 'closed' && conversation.agent?.id === me.id;
  const wrapping = useDeskState((desk) => desk.wrapUps.some((one) => one.conversationId === conversation.id));
  const mayEdit = serving || wrapping || isAtLeast(me.role, 'supervisor');
  const { data: profile } = query;
  const { vipLevel } = conversation.visitor;
  // A colleague has changed it meanwhile.
  const stale = profile !== undefined && profile.vipLevel !== vipLevel;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each level that is told
  useEffect(() => {
    if (stale) void query.refetch();
  }, [vipLevel]);
  return (
    <div className="sec">
      <div className="sec-h">
        <h2>{t('profile.title')}</h2>
        {profile && mayEdit && (
          <button type="button" className="link small" onClick={() => setEditing(true)}>
            {t('profile.edit')}
          </button>
        )}
      </div>
      {query.isPending && <span className="bone" style={{ width: '60%' }} />}
      {query.isError && <p className="small mut">{t('profile.failed')}</p>}
      {profile && <Known profile={profile} />}
      {profile && editing && (
        <EditProfile profile={profile} conversation={conversation} onClose={() => setEditing(false)} />
      )}
    </div>
  );
}

function Known({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const attributes = Object.entries(profile.attributes);
  return (
    <dl className="facts">
      <dt>{t('profile.vip')}</dt>
      <dd>{profile.vipLevel > 0 ? <Vip level={profile.vipLevel} /> : t('profile.none')}</dd>
      {profile.externalId !== null && (
        <>
          <dt>{t('profile.known')}</dt>
          <dd>{profile.externalId}</dd>
        </>
      )}
      {attributes.map(([name, value]) => (
        <Fact key={name} name={name} value={String(value)} />
      ))}
      {attributes.length === 0 && <Fact name={t('profile.attributes')} value={t('profile.noAttributes')} />}
      <dt>{t('profile.tags')}</dt>
      <dd className="tag-row">
        {profile.tags.length === 0
          ? t('profile.noTags')
          : profile.tags.map((tag) => (
              <span className="tag" key={tag}>
                {tag}
              </span>
            ))}
      </dd>
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="cut" title={name}>
        {name}
      </dt>
      <dd>{value}</dd>
    </>
  );
}

interface EditProfileProps {
  readonly profile: Profile;
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

function EditProfile({ profile, conversation, onClose }: EditProfileProps) {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const name = useVisitorName()(conversation);
  const [vip, setVip] = useState(profile.vipLevel);
  const [attributes, setAttributes] = useState(attributeTexts(profile.attributes));
  const [tags, setTags] = useState<string[]>([...profile.tags]);
  const save = useMutation({
    mutationFn: async () => {
      const next = attributesOf(attributes);
      // The route changes what is named; what is gone here has to be named as gone.
      const gone = Object.keys(profile.attributes).filter((key) => !(key in next));
      const body = {
        vipLevel: vip,
        attributes: { ...Object.fromEntries(gone.map((key) => [key, null])), ...next },
        tags,
      };
      const params = { visitorId: profile.id };
      return (await api(visitorRoutes.updateVisitorProfile, { params, body })).profile;
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(['visitor', profile.id], saved);
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t('profile.editTitle', { name })}>
      <form
        className="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Select
          label={t('profile.vip')}
          data-autofocus
          data={Array.from({ length: 10 }, (_, level) => ({
            value: String(level),
            label: level === 0 ? t('profile.none') : t('profile.level', { level }),
          }))}
          value={String(vip)}
          allowDeselect={false}
          onChange={(value) => setVip(Number(value))}
        />
        <AttributesInput
          label={t('profile.attributes')}
          description={t('profile.attributesHint')}
          value={attributes}
          onChange={setAttributes}
        />
        <TagsInput
          label={t('profile.tags')}
          description={t('profile.tagsHint')}
          value={tags}
          maxTags={50}
          acceptValueOnBlur
          onChange={(texts) => setTags(texts.map((text) => text.trim().toLowerCase().slice(0, 40)))}
        />
        <p className="small mut">{t('profile.applies')}</p>
        {save.isError && (
          <p className="coral small" role="alert">
            {t(`errors.${failureCode(save.error)}`)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button onClick={onClose}>{t('admin.cancel')}</Button>
          <Button type="submit" variant="filled" loading={save.isPending}>
            {t('admin.save')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
