/** The launcher's looks, inside its shadow: no rule of the page reaches it and none of its own leaves. */
export const launcherCss = `
:host { all: initial; }
.launch { position: fixed; right: 24px; bottom: 24px; display: flex; align-items: center; gap: 12px; min-height: 60px; padding: 8px 24px 8px 20px; border: 0; border-radius: 30px; background: #0b6b57; color: #fff; font: 640 18px/24px "Inter Variable", Inter, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif; cursor: pointer; box-shadow: 0 6px 24px rgb(11 15 14 / .22); transition: filter 120ms; }
.launch:hover { filter: brightness(.86); }
.launch:focus-visible { outline: 3px solid #1f5fa8; outline-offset: 3px; }
.launch svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.launch em { position: absolute; right: -2px; top: -6px; min-width: 26px; height: 26px; box-sizing: border-box; padding: 0 8px; border-radius: 13px; display: grid; place-items: center; background: #bb3917; color: #fff; font: 640 15px/1 inherit; font-style: normal; font-size: 15px; font-weight: 640; font-variant-numeric: tabular-nums; }
.launch em[hidden], .launch.away { display: none; }
iframe { position: fixed; right: 24px; bottom: 24px; box-sizing: border-box; width: 392px; height: min(720px, calc(100dvh - 48px)); border: 1px solid #c9c6bb; border-radius: 16px; background: #fff; box-shadow: 0 12px 48px rgb(11 15 14 / .2); visibility: hidden; opacity: 0; transform: translateY(12px); transition: opacity 160ms, transform 160ms, visibility 160ms; color-scheme: normal; }
iframe.open { visibility: visible; opacity: 1; transform: none; }
iframe[data-size="call"] { width: 440px; height: min(820px, calc(100dvh - 48px)); }
iframe[data-size="large"] { width: min(1120px, calc(100vw - 48px)); height: min(820px, calc(100dvh - 48px)); }
.refused { position: fixed; right: 24px; bottom: 24px; box-sizing: border-box; width: 392px; display: grid; gap: 20px; padding: 16px 24px 24px; border: 1px solid #c9c6bb; border-radius: 16px; background: #fff; color: #17211f; font: 400 17px/26px "Inter Variable", Inter, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif; box-shadow: 0 12px 48px rgb(11 15 14 / .2); }
.refused h2 { margin: 0 0 12px; font: inherit; font-size: 22px; line-height: 30px; font-weight: 640; text-wrap: balance; }
.refused p { margin: 0; }
.refused code { font: inherit; font-weight: 640; overflow-wrap: anywhere; }
.refused button { justify-self: end; min-height: 44px; margin-right: -12px; padding: 0 12px; border: 0; border-radius: 8px; background: none; color: inherit; font: inherit; font-weight: 560; cursor: pointer; }
.refused button:hover { text-decoration: underline; }
.refused a { display: grid; place-items: center; min-height: 60px; padding: 8px 20px; box-sizing: border-box; border-radius: 12px; background: #0b6b57; color: #fff; font-size: 18px; font-weight: 640; text-align: center; text-decoration: none; }
.refused a:hover { filter: brightness(.86); }
.refused :focus-visible { outline: 3px solid #1f5fa8; outline-offset: 3px; }
@media (prefers-color-scheme: dark) { iframe, .refused { border-color: #3c4945; background: #151c1a; } .refused { color: #eef2f0; } .refused :focus-visible { outline-color: #8fbdf0; } }
@media (max-width: 560px), (max-height: 480px) {
  iframe, iframe[data-size] { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0; }
  .refused { right: 0; bottom: 0; width: 100%; max-height: 100dvh; overflow: auto; border-width: 1px 0 0; border-radius: 16px 16px 0 0; padding-bottom: calc(24px + env(safe-area-inset-bottom)); }
  .launch { right: 16px; bottom: calc(16px + env(safe-area-inset-bottom)); }
}
@media (prefers-reduced-motion: reduce) { iframe, .launch { transition: none; } }
@media print { .launch, iframe, .refused { display: none; } }
`;
