import { Button, Group, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { LocalName, type SkillGroup } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { Dialog } from '../../shared/ui/index.ts';

interface NameDialogProps {
  readonly title: string;
  readonly name: LocalName | null;
  /** Where the entry may be for one group only. */
  readonly groups?: readonly SkillGroup[] | undefined;
  readonly onSave: (name: LocalName, groupId: string | null) => Promise<unknown>;
  readonly onClose: () => void;
}

const longest = 60;

/** A name in both languages. */
export function NameDialog({ title, name, groups, onSave, onClose }: NameDialogProps) {
  const { t } = useTranslation();
  const [en, setEn] = useState(name?.en ?? '');
  const [zh, setZh] = useState(name?.zh ?? '');
  const [groupId, setGroupId] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const save = useMutation({ mutationFn: (words: LocalName) => onSave(words, groupId), onSuccess: onClose });
  const fault = (words: string, field: string) =>
    tried && words.trim() === '' ? t('fault.needed', { field }) : undefined;
  return (
    <Dialog opened onClose={onClose} title={title}>
      <form
        className="form-grid"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          const words = LocalName.safeParse({ en, zh });
          if (words.success) save.mutate(words.data);
        }}
      >
        <TextInput
          label={t('endings.english')}
          value={en}
          maxLength={longest}
          error={fault(en, t('endings.english'))}
          data-autofocus
          onChange={(event) => setEn(event.currentTarget.value)}
        />
        <TextInput
          label={t('endings.chinese')}
          value={zh}
          maxLength={longest}
          error={fault(zh, t('endings.chinese'))}
          onChange={(event) => setZh(event.currentTarget.value)}
        />
        {groups && (
          <Select
            label={t('endings.group')}
            placeholder={t('endings.allGroups')}
            data={groups.map((group) => ({ value: group.id, label: group.name }))}
            value={groupId}
            clearable
            onChange={setGroupId}
          />
        )}
        {save.isError && (
          <p className="coral small" role="alert">
            {t(`errors.${failureCode(save.error)}`)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button onClick={onClose}>{t('admin.cancel')}</Button>
          <Button type="submit" variant="filled" loading={save.isPending}>
            {t(name ? 'admin.save' : 'admin.create')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
