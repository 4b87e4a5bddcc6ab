import { Select, TagsInput, Textarea } from '@mantine/core';
import type { ConversationId, DispositionId, LocalName } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../shared/i18n/index.ts';
import { pathName, useEndings, useUsedTags } from './use-endings.ts';

/** What an agent says of a contact that ends. */
export interface EndingWords {
  readonly dispositionId: DispositionId | null;
  readonly note: string;
  readonly tags: readonly string[];
}

interface EndingFieldsProps {
  readonly conversationId: ConversationId;
  readonly value: EndingWords;
  readonly onChange: (value: EndingWords) => void;
  readonly noteRows?: number;
}

const mostTags = 10;
const longestTag = 40;

/** The ending from the tree of the group, a note, and tags. */
export function EndingFields({ conversationId, value, onChange, noteRows = 4 }: EndingFieldsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const endings = useEndings(conversationId).data;
  const used = useUsedTags().data;
  const choices = endings?.choices ?? [];
  return (
    <>
      {(choices.length > 0 || endings?.required) && (
        <Select
          label={t(endings?.required ? 'ending.dispositionNeeded' : 'ending.disposition')}
          placeholder={t('ending.choose')}
          nothingFoundMessage={t('ending.none')}
          data={groupsOf(choices, language)}
          value={value.dispositionId}
          searchable
          clearable={!endings?.required}
          maxDropdownHeight={320}
          onChange={(id) => onChange({ ...value, dispositionId: id as DispositionId | null })}
        />
      )}
      <Textarea
        label={t('ending.note')}
        value={value.note}
        maxLength={4000}
        rows={noteRows}
        data-autofocus
        onChange={(event) => onChange({ ...value, note: event.currentTarget.value })}
      />
      <TagsInput
        label={t('ending.tags')}
        description={t('ending.tagsHint')}
        data={[...(used ?? [])]}
        value={[...value.tags]}
        maxTags={mostTags}
        splitChars={[',', '，', ';']}
        acceptValueOnBlur
        onChange={(tags) => onChange({ ...value, tags: tags.map((tag) => tag.slice(0, longestTag)) })}
      />
    </>
  );
}

interface Choice {
  readonly id: DispositionId;
  readonly path: readonly LocalName[];
}

/** Headings as groups, what stands below them as their items; what has no heading comes first. */
function groupsOf(choices: readonly Choice[], language: 'en' | 'zh') {
  const item = ({ id, path }: Choice, from: number) => ({
    value: id as string,
    label: pathName(path.slice(from), language),
  });
  const alone = choices.filter((choice) => choice.path.length === 1).map((choice) => item(choice, 0));
  const below = Map.groupBy(
    choices.filter((choice) => choice.path.length > 1),
    (choice) => choice.path[0]?.[language] ?? '',
  );
  return [...alone, ...[...below].map(([group, items]) => ({ group, items: items.map((choice) => item(choice, 1)) }))];
}
