import type { Readiness } from '@visavis/protocol';

export interface BannerFacts {
  readonly publicUrl: string;
  readonly demoUrl: string | null;
  readonly dataDir: string;
  readonly demoAccounts: {
    readonly fresh: boolean;
    readonly file: string;
    readonly accounts: readonly { role: string; email: string; password: string }[];
  } | null;
}

const row = (label: string, value: string): string => `  ${label.padEnd(14)} ${value}`;

/** Where to go, who to sign in as, what is degraded and why. Passwords only when they were just made. */
export const banner = (facts: BannerFacts, readiness: Readiness): string => {
  const lines = ['', 'Visavis is ready.', ''];
  lines.push(row('Console', `${facts.publicUrl}/console/`));
  if (facts.demoUrl) lines.push(row('Demo bank', facts.demoUrl));
  lines.push(
    row('Visitor page', `${facts.publicUrl}/c/h5`),
    row('What is where', `${facts.publicUrl}/`),
    row('Data', facts.dataDir),
  );
  if (facts.demoAccounts) {
    lines.push('');
    if (facts.demoAccounts.fresh) {
      lines.push('  Sign in as (shown this once):');
      for (const account of facts.demoAccounts.accounts)
        lines.push(`    ${account.role.padEnd(14)} ${account.email.padEnd(26)} ${account.password}`);
    }
    lines.push(row('Sign-ins', `kept in ${facts.demoAccounts.file}`));
  }
  const troubled = Object.entries(readiness.dependencies).filter(([, dependency]) => dependency.status !== 'ok');
  if (troubled.length > 0) {
    lines.push('', '  Not everything works:');
    for (const [name, dependency] of troubled) lines.push(`    ${name}: ${dependency.reason ?? dependency.status}`);
  }
  lines.push('', '  Stop with Ctrl-C.', '');
  return lines.join('\n');
};
