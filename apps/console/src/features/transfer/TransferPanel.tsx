import { Button, Group, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Conversation, TransferMode, TransferTarget } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Dialog, Failed } from '../../shared/ui/index.ts';
import { TargetList } from './TargetList.tsx';
import { type Choice, choicesFrom, matching } from './targets.ts';

const maxNote = 1000;
const renewMs = 5_000;

interface PanelProps {
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

/** To whom, and what they should know. */
export function TransferPanel({ conversation, onClose }: PanelProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const visitor = useVisitorName()(conversation);
  const { id: conversationId } = conversation;
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<Choice | null>(null);
  const [note, setNote] = useState('');
  const [mode, setMode] = useState<TransferMode>('blind');
  const targets = useQuery({
    queryKey: ['transfer-targets', conversationId],
    queryFn: () => desk.connection.command('transfer:targets', { conversationId }),
    refetchInterval: renewMs,
    gcTime: 0,
  });
  const start = useMutation({
    mutationFn: (target: TransferTarget) =>
      desk.connection.command('transfer:start', { conversationId, target, mode, note: note.trim() || null }),
    onSuccess: (answer) => {
      desk.put(answer);
      onClose();
    },
    onError: () => void targets.refetch(),
  });
  return (
    <Dialog opened onClose={onClose} title={t('transfer.title', { name: visitor })}>
      <p className="mid">{t('transfer.intro')}</p>
      <SegmentedControl
        mt="md"
        fullWidth
        aria-label={t('transfer.mode')}
        value={mode}
        onChange={(chosenMode) => setMode(chosenMode as TransferMode)}
        data={(['blind', 'consult'] as const).map((value) => ({ value, label: t(`transfer.modes.${value}`) }))}
      />
      <p className="small mut" style={{ marginTop: 6 }}>
        {t(`transfer.modeText.${mode}`)}
      </p>
      <TextInput
        mt="md"
        data-autofocus
        aria-label={t('transfer.find')}
        placeholder={t('transfer.find')}
        leftSection={<IconSearch className="icon s" aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {targets.error && !targets.data ? (
        <Failed error={targets.error} retry={() => void targets.refetch()} />
      ) : (
        <TargetList
          choices={targets.data ? matching(choicesFrom(targets.data), words) : null}
          chosen={chosen}
          onChoose={setChosen}
        />
      )}
      <Textarea
        mt="md"
        label={t('transfer.note')}
        description={t('transfer.noteHint')}
        value={note}
        maxLength={maxNote}
        rows={2}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {start.isError && <Refused error={start.error} name={chosen?.name ?? ''} />}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button onClick={onClose}>{t('transfer.cancel')}</Button>
        <Button
          variant="filled"
          disabled={chosen === null}
          loading={start.isPending}
          onClick={() => chosen && start.mutate(chosen.target)}
        >
          {t('transfer.start')}
        </Button>
      </Group>
    </Dialog>
  );
}

/** The catalogue speaks of oneself; here it is about the colleague. */
function Refused({ error, name }: { error: unknown; name: string }) {
  const { t } = useTranslation();
  const code = failureCode(error);
  const aboutThem = code === 'agent_offline' || code === 'agent_at_capacity';
  return (
    <p className="coral small" role="alert">
      {aboutThem ? t(`transfer.failed.${code}`, { name }) : t('transfer.failed.other', { reason: t(`errors.${code}`) })}
    </p>
  );
}
