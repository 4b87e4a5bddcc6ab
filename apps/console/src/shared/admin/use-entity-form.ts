import { type UseFormReturnType, useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { type FailureCode, failureCode, fieldFaults } from '../api/index.ts';
import type { DrawerWays } from './EntityDrawer.tsx';
import { type FieldLabels, faultOf, faultSentence, labelAt } from './fault.ts';

/** Codes that speak of one field of a form. */
export type FieldCodes<V> = Partial<Record<FailureCode, keyof V & string>>;

interface EntityFormOptions<V extends object, R> {
  readonly initialValues: V;
  /** The contract's own schema judges what is typed, before the server does. */
  readonly schema: z.ZodType;
  /** Texts that must not be empty although the contract would take them; paths like `brand.en`. */
  readonly needed?: (values: V) => readonly string[];
  readonly toBody: (values: V) => unknown;
  readonly save: (body: unknown) => Promise<R>;
  readonly fieldCodes: FieldCodes<V>;
  /** What the fields are called, so that a sentence about one can name it. */
  readonly labels: FieldLabels;
  readonly onSaved: (saved: R) => void;
  /** The drawer the form is in: it asks before it throws away what was typed. */
  readonly ways?: DrawerWays;
}

export interface EntityForm<V extends object> {
  readonly form: UseFormReturnType<V>;
  /** What is wrong at a path, while it is typed: for parts that are added or begin right, and so are never empty by nature. */
  readonly faultAt: (path: string) => ReactNode;
  readonly submit: () => void;
  readonly saving: boolean;
  readonly dirty: boolean;
  /** What could not be said at a field. */
  readonly problem: FailureCode | null;
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  let inner: unknown = values;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null) return undefined;
    inner = (inner as Record<PropertyKey, unknown>)[key];
  }
  return inner;
}
const isBlank = (value: unknown): boolean => typeof value !== 'string' || value.trim() === '';

/** A form that is checked by the contract, saved by the server, and says at each field what the server says of it. */
export function useEntityForm<V extends object, R>(options: EntityFormOptions<V, R>): EntityForm<V> {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<FailureCode | null>(null);
  const labelOf = (path: string) => labelAt(options.labels, path);
  const faultsOf = (values: V): Record<string, string> => {
    const body = options.toBody(values);
    const checked = options.schema.safeParse(body);
    const faults: Record<string, string> = {};
    for (const issue of checked.error?.issues ?? []) {
      const [list, entry] = issue.path.map(String);
      const path = issue.path.map(String).join('.');
      faults[path] ??= faultSentence(faultOf(issue, valueAt(body, issue.path)), labelOf(path), t);
      // Where one field shows a whole list, it speaks for what is inside.
      if (list !== undefined && /^\d+$/.test(entry ?? ''))
        faults[list] ??= faultSentence({ kind: 'check' }, labelOf(list), t);
    }
    for (const name of options.needed?.(values) ?? []) {
      if (isBlank(valueAt(values, name.split('.'))))
        faults[name] ??= faultSentence({ kind: 'needed' }, labelOf(name), t);
    }
    return faults;
  };
  const form = useForm<V>({
    initialValues: options.initialValues,
    validateInputOnBlur: false,
    validate: (values) => faultsOf(values) as never,
  });
  const now = faultsOf(form.values);
  const { ways } = options;
  const dirty = form.isDirty();
  useEffect(() => ways?.setDirty(dirty), [ways, dirty]);
  const save = useMutation({
    mutationFn: options.save,
    onSuccess: (saved) => {
      setProblem(null);
      notifications.show({ message: t('admin.saved') });
      options.onSaved(saved);
    },
    onError: (error) => {
      const code = failureCode(error);
      const field = options.fieldCodes[code];
      const faults = field ? [] : Object.entries(fieldFaults(error));
      if (field) form.setFieldError(field, t(`errors.${code}`));
      for (const [name] of faults) form.setFieldError(name, faultSentence({ kind: 'check' }, labelOf(name), t));
      setProblem(field || faults.length > 0 ? null : code);
    },
  });
  const submit = () => {
    setProblem(null);
    const { hasErrors, errors } = form.validate();
    if (hasErrors) form.getInputNode(Object.keys(errors)[0] ?? '')?.focus();
    else save.mutate(options.toBody(form.getValues()));
  };
  return { form, faultAt: (path) => form.errors[path] ?? now[path], submit, saving: save.isPending, dirty, problem };
}
