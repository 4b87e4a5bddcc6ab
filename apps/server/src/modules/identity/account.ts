import type { AgentRole, UpdateAgent } from '@visavis/protocol';

/** Accounts are told apart without regard to case; the row keeps what was typed. */
export const normaliseEmail = (email: string): string => email.trim().toLowerCase();

export interface AccountState {
  readonly role: AgentRole;
  readonly disabled: boolean;
}

export interface AccountChange {
  /** The account was a working administrator and will not be one any more. */
  readonly losesAdministrator: boolean;
  /** Why all sign-ins of the account must end; null: they stay. */
  readonly endsSignIns: 'signed_out' | 'disabled' | null;
}

/** What a change of an account means for its rights. A new role or password ends all sign-ins, so that nothing runs on with the old rights. */
export const decideAccountChange = (
  before: AccountState,
  change: Pick<UpdateAgent, 'role' | 'disabled' | 'password'>,
): AccountChange => {
  const role = change.role ?? before.role;
  const disabled = change.disabled ?? before.disabled;
  const wasAdministrator = before.role === 'administrator' && !before.disabled;
  const losesAdministrator = wasAdministrator && (role !== 'administrator' || disabled);
  if (disabled && !before.disabled) return { losesAdministrator, endsSignIns: 'disabled' };
  const newRights = role !== before.role || change.password !== undefined;
  return { losesAdministrator, endsSignIns: newRights ? 'signed_out' : null };
};
