import { Button, Popover } from '@mantine/core';
import { IconChevronDown, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRuleWorld } from './rule-world.ts';

interface ChipProps {
  readonly text: string;
  /** What is chosen here, for those who hear it. */
  readonly label: string;
  readonly faulty?: boolean;
  readonly width?: number;
  /** Opens by itself: something was just added and is to be filled in. */
  readonly fresh?: boolean;
  readonly remove?: { readonly label: string; readonly run: () => void } | undefined;
  readonly children: (close: () => void) => ReactNode;
}

/** A part of a rule's sentence that can be changed: a word with a door behind it. */
export function Chip({ text, label, faulty = false, width = 300, fresh = false, remove, children }: ChipProps) {
  const { t } = useTranslation();
  const { readOnly } = useRuleWorld();
  const [open, setOpen] = useState(fresh);
  if (readOnly) return <b className="chip said">{text}</b>;
  const close = () => setOpen(false);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      width={width}
      trapFocus
      returnFocus
      shadow="none"
      offset={4}
      transitionProps={{ duration: 120 }}
    >
      <Popover.Target>
        <button type="button" className={faulty ? 'chip faulty' : 'chip'} onClick={() => setOpen(!open)}>
          {text}
          <span className="sr"> ({label})</span>
          <IconChevronDown aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label} className="chip-door">
        {children(close)}
        <div className="chip-foot">
          {remove && (
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconTrash className="icon s" aria-hidden />}
              onClick={() => {
                close();
                remove.run();
              }}
            >
              {remove.label}
            </Button>
          )}
          <span className="grow" />
          <Button size="compact-sm" onClick={close}>
            {t('ruleEdit.done')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
