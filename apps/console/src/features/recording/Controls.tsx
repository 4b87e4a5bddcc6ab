import { Button, Menu } from '@mantine/core';
import {
  IconCheck,
  IconChevronDown,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward10,
  IconRewindForward10,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../shared/format.ts';
import type { Player } from './use-player.ts';

const rates = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
const stepMs = 10_000;

export function Controls({ player, totalMs }: { player: Player; totalMs: number }) {
  const { t } = useTranslation();
  const Icon = player.playing ? IconPlayerPauseFilled : IconPlayerPlayFilled;
  return (
    <div className="player">
      <Button
        className="play"
        variant="filled"
        aria-label={t(player.playing ? 'player.pause' : 'player.play')}
        aria-description={t('player.keys')}
        onClick={player.toggle}
      >
        <Icon className="icon" aria-hidden />
      </Button>
      <Button
        variant="subtle"
        aria-label={t('player.backTen')}
        leftSection={<IconRewindBackward10 className="icon" aria-hidden />}
        onClick={() => player.skip(-stepMs)}
      >
        {t('player.tenSeconds')}
      </Button>
      <Button
        variant="subtle"
        aria-label={t('player.forwardTen')}
        leftSection={<IconRewindForward10 className="icon" aria-hidden />}
        onClick={() => player.skip(stepMs)}
      >
        {t('player.tenSeconds')}
      </Button>
      <span className="timer" style={{ marginInlineStart: 8 }}>
        {clockOf(player.atMs)}
      </span>
      <span className="mut num" style={{ marginInlineStart: 4 }}>
        {t('player.of', { total: clockOf(totalMs) })}
      </span>
      <span className="grow" />
      <Menu position="top-end">
        <Menu.Target>
          <Button variant="subtle" rightSection={<IconChevronDown className="icon s" aria-hidden />}>
            {t('player.speed', { rate: player.rate })}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {rates.map((rate) => (
            <Menu.Item
              key={rate}
              rightSection={rate === player.rate ? <IconCheck className="icon s pine" aria-hidden /> : null}
              onClick={() => player.setRate(rate)}
            >
              {t('player.speed', { rate })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
