import { RouterProvider } from '@tanstack/react-router';
import type { Agent } from '@visavis/protocol';
import { useEffect, useMemo, useState } from 'react';
import { CallProvider } from '../features/call/index.ts';
import type { EndedReason } from '../features/sign-in/index.ts';
import { createDesk, type Desk, DeskContext } from '../shared/desk/index.ts';
import type { ConsolePorts } from '../shared/ports.ts';
import { FrameBones } from './FrameBones.tsx';
import { LeaveContext } from './leave.ts';
import { createConsoleRouter } from './router.tsx';

interface SignedInProps {
  readonly me: Agent;
  readonly ports: ConsolePorts;
  readonly onLeave: (reason: EndedReason) => void;
}

/** Opens the live desk for as long as somebody is signed in. */
export function SignedIn({ me, ports, onLeave }: SignedInProps) {
  const [desk, setDesk] = useState<Desk | null>(null);
  const router = useMemo(createConsoleRouter, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one desk per signed-in account; a changed profile keeps it
  useEffect(() => {
    const opened = createDesk({
      me,
      connection: ports.connect(),
      storage: ports.outboxStorage(me.id),
      noteStorage: ports.noteStorage(me.id),
      onAuthEnded: onLeave,
    });
    setDesk(opened);
    return () => opened.close();
  }, [me.id, ports]);
  if (!desk) return <FrameBones />;
  return (
    <LeaveContext value={onLeave}>
      <DeskContext value={desk}>
        <CallProvider>
          <RouterProvider router={router} />
        </CallProvider>
      </DeskContext>
    </LeaveContext>
  );
}
