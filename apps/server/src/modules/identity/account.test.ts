import { describe, expect, it } from 'vitest';
import { decideAccountChange, normaliseEmail } from './account.ts';

const administrator = { role: 'administrator', disabled: false } as const;
const agent = { role: 'agent', disabled: false } as const;

describe('change of an account', () => {
  it('tells accounts apart without regard to case and blanks', () => {
    expect(normaliseEmail(' Grace@Demo.Visavis ')).toBe('grace@demo.visavis');
  });
  it('sees an administrator go by demotion or by disabling', () => {
    expect(decideAccountChange(administrator, { role: 'agent' }).losesAdministrator).toBe(true);
    expect(decideAccountChange(administrator, { disabled: true }).losesAdministrator).toBe(true);
    expect(decideAccountChange(administrator, {}).losesAdministrator).toBe(false);
    expect(decideAccountChange(agent, { disabled: true }).losesAdministrator).toBe(false);
    expect(decideAccountChange({ ...administrator, disabled: true }, { role: 'agent' }).losesAdministrator).toBe(false);
  });
  it('ends all sign-ins when rights change', () => {
    expect(decideAccountChange(agent, { disabled: true }).endsSignIns).toBe('disabled');
    expect(decideAccountChange(agent, { role: 'supervisor' }).endsSignIns).toBe('signed_out');
    expect(decideAccountChange(agent, { password: 'a new password' }).endsSignIns).toBe('signed_out');
    expect(decideAccountChange(agent, { role: 'agent', disabled: false }).endsSignIns).toBeNull();
  });
});
