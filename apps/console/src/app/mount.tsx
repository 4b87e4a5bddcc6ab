import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startI18n } from '../shared/i18n/index.ts';
import type { ConsolePorts } from '../shared/ports.ts';
import { App } from './App.tsx';

/** Draws the console into the page with the given ports. */
export async function mountConsole(ports: ConsolePorts): Promise<void> {
  await startI18n();
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root');
  createRoot(root).render(
    <StrictMode>
      <App ports={ports} />
    </StrictMode>,
  );
}
