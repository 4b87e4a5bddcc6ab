import { mountLauncher } from './launcher.ts';

/**
 * `<script src="https://host/widget.js" data-channel="key" async>`: the only thing a page needs. Nothing else is
 * requested, and nothing is stored, before somebody presses the button.
 * Optional: `data-language` (en, zh), `data-color` (#rrggbb).
 */
const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.dataset.channel !== undefined) {
  const { channel, language, color } = script.dataset;
  const begin = () =>
    mountLauncher({
      origin: new URL(script.src).origin,
      channel,
      language: language ?? navigator.language,
      color: /^#[0-9a-f]{6}$/i.test(color ?? '') ? (color ?? null) : null,
    });
  if (document.body === null) document.addEventListener('DOMContentLoaded', begin);
  else begin();
}
