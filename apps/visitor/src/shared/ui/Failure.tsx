import { errorText } from '../i18n/index.ts';
import { Icon } from './Icon.tsx';

/** What went wrong with the last press, beside what was pressed. */
export function Failure({ code }: { code: string | null }) {
  return (
    <div role="alert" class="failure-place">
      {code !== null && (
        <p class="failure">
          <Icon name="warn" />
          <span>{errorText(code)}</span>
        </p>
      )}
    </div>
  );
}
