import type { ComponentChildren, RefObject } from 'preact';
import { t } from '../i18n/index.ts';
import { useHeadingFocus } from './focus.ts';
import { Icon } from './Icon.tsx';
import { largeText, toggleLanguage, toggleLargeText } from './preferences.ts';

/** Language and text size come first, before any question. */
export function Preferences() {
  return (
    <div class="tools">
      <button
        class="quiet"
        type="button"
        aria-pressed={largeText.value}
        aria-label={`${t('text.larger.short')}, ${t('text.larger')}`}
        onClick={toggleLargeText}
      >
        {t('text.larger.short')}
      </button>
      <button
        class="quiet"
        type="button"
        lang={t('language.switch') === 'English' ? 'en' : 'zh'}
        onClick={toggleLanguage}
      >
        {t('language.switch')}
      </button>
    </div>
  );
}

interface FrameProps {
  /** The bank's name; a way back takes its place when given. */
  readonly brand?: string | undefined;
  readonly onBack?: (() => void) | undefined;
  /** Stands where language and text size stand otherwise. */
  readonly tools?: ComponentChildren;
  readonly onClose?: (() => void) | undefined;
  readonly name: string;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** A screen with one question: a bar on top, the question, the answer within reach of a thumb. */
export function Frame({ brand, onBack, tools, onClose, name, wide = false, children }: FrameProps) {
  return (
    <main class={`frame frame-${name}`} aria-label={brand}>
      <div class="bar">
        {onBack === undefined ? (
          <span class="brand">
            <Icon name="mark" />
            <span>{brand}</span>
          </span>
        ) : (
          <button class="quiet back" type="button" onClick={onBack}>
            <Icon name="back" />
            {t('action.back')}
          </button>
        )}
        <div class="tools">
          {tools ?? <Preferences />}
          {onClose !== undefined && (
            <button class="quiet" type="button" aria-label={t('action.closeKept')} onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </div>
      </div>
      <div class={wide ? 'body wide' : 'body'}>{children}</div>
    </main>
  );
}

export function Question({ children }: { children: ComponentChildren }) {
  const heading = useHeadingFocus();
  return (
    <h1 class="q" tabIndex={-1} ref={heading as RefObject<HTMLHeadingElement>}>
      {children}
    </h1>
  );
}
