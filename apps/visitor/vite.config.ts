import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, defineConfig, type Plugin } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const font = fileURLToPath(import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'));

/** The loader is one classic script without imports, under a name that never changes; the demo bank is plain files. */
const loaderAndDemo = (): Plugin => ({
  name: 'visavis-loader-and-demo',
  apply: 'build',
  async closeBundle() {
    await build({
      configFile: false,
      root: here,
      logLevel: 'warn',
      build: {
        outDir: dist,
        emptyOutDir: false,
        copyPublicDir: false,
        target: 'es2022',
        rolldownOptions: {
          input: join(here, '../../packages/sdk/src/loader.ts'),
          output: { format: 'iife', entryFileNames: 'widget.js' },
        },
      },
    });
    await mkdir(join(dist, 'demo'), { recursive: true });
    await cp(join(here, 'demo'), join(dist, 'demo'), { recursive: true });
    await cp(font, join(dist, 'demo', 'inter.woff2'));
  },
});

export default defineConfig({
  root: here,
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [loaderAndDemo()],
  build: {
    outDir: dist,
    emptyOutDir: true,
    // For the size budget: what is loaded at once and what only for a call.
    manifest: true,
    assetsDir: 'assets/visitor',
    target: 'es2022',
    // Fonts and pictures stay files: our pages' policy and caches are made for that.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { h5: join(here, 'h5.html'), widget: join(here, 'widget.html') } },
  },
});
