import { buildApps } from '../../scripts/app-build.ts';

/** Flows always run against what the sources say now. */
export default async function build(): Promise<void> {
  await buildApps();
}
