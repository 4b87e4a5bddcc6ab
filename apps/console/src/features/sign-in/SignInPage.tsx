import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type Agent, identityRoutes, type Language } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { setLanguage, useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Mark } from '../../shared/ui/index.ts';

export type EndedReason = 'signed_out' | 'disabled' | 'expired';

interface SignInPageProps {
  /** Why somebody who was signed in is here. */
  readonly ended: EndedReason | null;
  readonly onSignedIn: (agent: Agent) => void;
}

export function SignInPage({ ended, onSignedIn }: SignInPageProps) {
  const { t } = useTranslation();
  const api = useApi();
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? t('signIn.needEmail') : null),
      password: (value) => (value === '' ? t('signIn.needPassword') : null),
    },
  });
  const signIn = useMutation({
    mutationFn: async (body: { email: string; password: string }) => (await api(identityRoutes.signIn, { body })).agent,
    onSuccess: onSignedIn,
  });
  return (
    <div className="gate">
      <main className="gate-form">
        <span className="mark">
          <Mark />
          Visavis
        </span>
        <div>
          <h1>{t('signIn.title')}</h1>
          <p className="mid">{t('signIn.lead')}</p>
        </div>
        {ended && !signIn.isError && (
          <p className={`banner${ended === 'signed_out' ? ' plain' : ''}`} role="status" style={{ borderRadius: 6 }}>
            {t(`signIn.ended.${ended}`)}
          </p>
        )}
        {signIn.isError && (
          <p className="banner stop" role="alert" style={{ borderRadius: 6 }}>
            {t(`errors.${failureCode(signIn.error)}`)}
          </p>
        )}
        <form noValidate onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
          <TextInput
            label={t('signIn.email')}
            type="email"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('signIn.password')}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-hidden': true, tabIndex: -1 }}
            {...form.getInputProps('password')}
          />
          <Button type="submit" variant="filled" loading={signIn.isPending} fullWidth>
            {t('signIn.submit')}
          </Button>
        </form>
        <div className="gate-foot">
          <LanguageSwitch />
        </div>
      </main>
      <GateArt />
    </div>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('account.language')}
      value={language}
      onChange={(value) => setLanguage(value as Language)}
      data={[
        { value: 'en', label: 'English' },
        { value: 'zh', label: '中文' },
      ]}
    />
  );
}

function GateArt() {
  const { t } = useTranslation();
  return (
    <div className="gate-art">
      <svg viewBox="0 0 200 200" aria-hidden="true" strokeWidth="7">
        <path stroke="var(--pine)" d="M76 26a112 112 0 0 0 0 148" />
        <path stroke="var(--pine-strong)" d="M124 26a112 112 0 0 1 0 148" />
      </svg>
      <p aria-hidden="true">{t('app.tagline')}</p>
    </div>
  );
}
